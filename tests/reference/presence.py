"""Who was there at an instant: a person's status, work, team and working hours, each asked for one instant alone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.reference.business import DAY, Interval, wall_clock
from tests.reference.export import Account, Record, is_true, to_instant

PRECEDENCE = ("available", "busy", "away", "offline")
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class Stay:
    """A stretch of time with a word for it: a status, a team, a basis; `detail` is the status in the system's words."""

    start: datetime
    end: datetime
    word: str
    detail: str = ""

    def holds(self, at: datetime) -> bool:
        """Half-open: the start is in, the end is out."""
        return self.start <= at < self.end


@dataclass
class Hours:
    """Working hours as intervals that may overlap; what is closed wins over what is open (ruling 10)."""

    opened: list[Interval]
    closed: list[Interval]

    def run(self, at: datetime) -> bool:
        """Whether they run at an instant."""
        is_closed = any(start <= at < end for start, end in self.closed)
        return not is_closed and any(start <= at < end for start, end in self.opened)


@dataclass
class Person:
    """An agent with rows of availability or handling; without `hours` nobody said when the agent works."""

    agent_id: str
    statuses: list[Stay]
    work: list[Stay]
    memberships: list[Stay]
    has_memberships: bool
    present_team: str | None
    hours: Hours | None

    def status_at(self, at: datetime) -> tuple[str, str | None] | None:
        """Status and detailed status; of several intervals of the winning status the one that started last says the
        detail, of those that started at once the first in the alphabet, and one that says nothing comes last."""
        standing = [stay for stay in self.statuses if stay.holds(at)]
        for status in PRECEDENCE:
            winners = [stay for stay in standing if stay.word == status]
            if winners:
                latest = max(stay.start for stay in winners)
                details = sorted(stay.detail for stay in winners if stay.start == latest and stay.detail)
                return status, details[0] if details else None
        return None

    def is_available(self, at: datetime) -> bool:
        """Whether the common status is available."""
        status = self.status_at(at)
        return status is not None and status[0] == "available"

    def is_staffed(self, at: datetime) -> bool:
        """Available, busy or away."""
        status = self.status_at(at)
        return status is not None and status[0] != "offline"

    def works(self, at: datetime) -> bool:
        """Whether working hours run."""
        return self.hours is not None and self.hours.run(at)

    def tasks_at(self, at: datetime) -> int:
        """How many tickets are handled at once."""
        return sum(stay.holds(at) for stay in self.work)

    def team_at(self, at: datetime) -> str | None:
        """The main team; of several the one that was joined last. Without any membership on file the present one."""
        if not self.has_memberships:
            return self.present_team
        standing = [stay for stay in self.memberships if stay.holds(at)]
        return max(standing, key=lambda stay: (stay.start, stay.word)).word if standing else None

    def changes(self) -> set[datetime]:
        """Every instant at which anything about the person may change."""
        stays = [*self.statuses, *self.work, *self.memberships]
        found = {at for stay in stays for at in (stay.start, stay.end)}
        if self.hours:
            found |= {at for interval in self.hours.opened + self.hours.closed for at in interval}
        return found


def people(account: Account) -> list[Person]:
    """Everyone with a row of availability or handling."""
    rows = [*account.tables["availability_intervals"], *account.tables["handling_intervals"]]
    return [_person(account, agent_id) for agent_id in sorted({row["agent_id"] for row in rows})]


def _person(account: Account, agent_id: str) -> Person:
    statuses = _stays(account, "availability_intervals", agent_id, "status", account.as_of)
    work = _stays(account, "handling_intervals", agent_id, "handling_basis", account.as_of)
    memberships = _stays(account, "agent_team_memberships", agent_id, "team_id", FOREVER)
    known = [row for row in account.tables["agents"] if row["agent_id"] == agent_id]
    team = (known[0].get("team_id") or None) if known else None
    has_memberships = any(row["agent_id"] == agent_id for row in account.tables["agent_team_memberships"])
    return Person(agent_id, statuses, work, memberships, has_memberships, team, working_hours(account, agent_id, team))


def _stays(account: Account, entity: str, agent_id: str, word: str, open_end: datetime) -> list[Stay]:
    """Rows of one agent as stretches; memberships of teams other than the main one are left out."""
    return [
        Stay(
            to_instant(row["started_at"], account.zone),
            to_instant(row["ended_at"], account.zone) if row.get("ended_at") else open_end,
            row.get(word) or "handling_time",
            row.get("detailed_status") or "",
        )
        for row in account.tables[entity]
        if row["agent_id"] == agent_id and is_true(row.get("is_main"), True)
    ]


def working_hours(account: Account, agent_id: str, team: str | None) -> Hours | None:
    """The agent's own rows, else the team's, else the account's; with exceptions of the agent and of the team."""
    holders = [("agent", agent_id), ("team", team), ("account", "")]
    rows = account.tables["schedules"]
    for holder in holders:
        windows = [row for row in rows if (row["subject_type"], row.get("subject_id") or "") == holder]
        if windows:
            names = {("schedule", row["schedule_id"]) for row in windows}
            return _hours(account, windows, names | {("agent", agent_id), ("team", team or "-"), ("account", "")})
    return None


def _hours(account: Account, windows: list[Record], subjects: set[tuple[str, str]]) -> Hours:
    """Windows on every local date around the account's time, and the exceptions of any of the subjects."""
    opened = [interval for row in windows for interval in _window(account, row)]
    closed: list[Interval] = []
    zone = ZoneInfo(windows[0]["time_zone"])
    for row in account.tables["schedule_exceptions"]:
        if (row["subject_type"], row.get("subject_id") or "") in subjects:
            first, last = date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"])
            start = wall_clock(first, row.get("start_time") or "00:00", zone)
            end = wall_clock(last, row.get("end_time") or "24:00", zone)
            (opened if row["exception_type"] == "open" else closed).append((start, end))
    return Hours(opened, closed)


def _window(account: Account, row: Record) -> list[Interval]:
    """A weekly window on each of its dates; one that does not end after its start ends on the next date."""
    zone, found = ZoneInfo(row["time_zone"]), []
    first, last = row.get("valid_from_date") or "0001-01-01", row.get("valid_to_date") or "9999-12-31"
    ends_next_day = row["end_time"] <= row["start_time"]
    # No random history is longer than this.
    for number in range(-40, 3):
        day = account.as_of.date() + number * DAY
        if day.isoweekday() == int(row["day_of_week"]) and first <= day.isoformat() <= last:
            end_day = day + timedelta(days=ends_next_day)
            found.append((wall_clock(day, row["start_time"], zone), wall_clock(end_day, row["end_time"], zone)))
    return found
