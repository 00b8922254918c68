"""The marts about people: time is cut wherever anything changes, and each piece is asked what holds at its start."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.reference.export import Account, Row, seconds, to_instant
from tests.reference.flows import local_date
from tests.reference.presence import Person, people

INSTANT = timedelta(microseconds=1)
# Measures of utilization, and the entities without a file of which they are unknown.
NEEDED = {
    "scheduled": {"schedules"},
    "staffed": {"schedules", "availability_intervals"},
    "available": {"availability_intervals"},
    "handling_in_schedule": {"schedules"},
    "handling_outside": {"schedules"},
    "handling_total": set(),
    "handling_in_available": {"availability_intervals"},
}


@dataclass
class Day:
    """A local date from its first instant to its end, or to as_of on the running date."""

    date: date
    start: datetime
    end: datetime
    whole_end: datetime


def days(account: Account, zone: str, entities: Iterable[str]) -> list[Day]:
    """Every local date from the first row of the entities in the account to as_of; none without a row."""
    rows = [row for entity in entities for row in account.tables[entity]]
    if not rows:
        return []
    last = local_date(account.as_of - INSTANT, zone)
    day, found = min(local_date(to_instant(row["started_at"], account.zone), zone) for row in rows), []
    while day <= last:
        start, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
        found.append(Day(day, start, min(end, account.as_of), end))
        day += timedelta(days=1)
    return found


def midnight(day: date, zone: str) -> datetime:
    """The first instant of a local date."""
    return datetime.combine(day, datetime.min.time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def pieces(changes: Iterable[datetime], start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """[start, end) cut at every change in it."""
    cuts = [start, *sorted({at for at in changes if start < at < end}), end]
    return list(pairwise(cuts)) if start < end else []


def _names(account: Account, person: Person, day: Day) -> Row:
    """The team of a date is the main team just before its end (ruling 26)."""
    team = person.team_at(day.end - INSTANT)
    return {"source": account.source, "agent_id": person.agent_id, "team_id": team, "report_date": day.date}


def rep_availability(account: Account, zone: str) -> list[Row]:
    """Rows of `rep_availability`, key (source, report_date, agent_id, status, detailed_status); no zeros."""
    rows: list[Row] = []
    for person in people(account):
        for day in days(account, zone, ["availability_intervals"]):
            sums: Counter[tuple[str, str | None]] = Counter()
            for start, end in pieces(person.changes(), day.start, day.end):
                status = person.status_at(start)
                if status:
                    sums[status] += seconds(start, end)
            for (status, detail), total in sums.items():
                words = {"status": status, "detailed_status": detail, "status_seconds_sum": total}
                rows.append(_names(account, person, day) | words)
    return rows


def _worked(person: Person, day: Day) -> Counter[str]:
    """Seconds of one date of one person, by what was going on."""
    sums: Counter[str] = Counter()
    for start, end in pieces(person.changes(), day.start, day.end):
        length, tasks, works = seconds(start, end), person.tasks_at(start), person.works(start)
        is_available = person.is_available(start)
        sums["scheduled"] += length * works
        sums["available"] += length * is_available
        sums["within"] += length * (is_available and works)
        sums["staffed"] += length * (person.is_staffed(start) and works)
        sums["handling_in_schedule"] += length * (tasks > 0 and works)
        sums["handling_outside"] += length * (tasks > 0 and not works)
        sums["handling_total"] += length * tasks
        sums["handling_in_available"] += length * (tasks > 0 and is_available)
    return sums


def working_hours_availability(account: Account, zone: str) -> list[Row]:
    """Rows of `working_hours_availability`, key (source, report_date, agent_id): dates of ruling 27, no zeros."""
    rows: list[Row] = []
    for person in (person for person in people(account) if person.statuses):
        for day in days(account, zone, ["availability_intervals"]):
            sums = _worked(person, day)
            elsewhere = sums["available"] - sums["within"]
            if sums["scheduled"] or sums["available"]:
                rows.append(
                    _names(account, person, day)
                    | {
                        "available_seconds_sum": sums["available"],
                        "within_seconds_sum": sums["within"],
                        "outside_seconds_sum": elsewhere if person.hours else 0,
                        "unscheduled_seconds_sum": 0 if person.hours else elsewhere,
                        "scheduled_seconds_sum": sums["scheduled"] if "schedules" in account.brought else None,
                    }
                )
    return rows


def agent_utilization(account: Account, zone: str) -> list[Row]:
    """Rows of `agent_utilization`, key (source, report_date, agent_id): dates of ruling 27, no zeros."""
    rows: list[Row] = []
    for person in (person for person in people(account) if person.work):
        for day in days(account, zone, ["handling_intervals"]):
            sums = _worked(person, day)
            if sums["scheduled"] or sums["handling_total"]:
                spent = [stay for stay in person.work if max(stay.start, day.start) < min(stay.end, day.end)]
                basis = {"handling_basis": "/".join(sorted({stay.word for stay in spent})) or None}
                known = {name: sums[name] if needed <= account.brought else None for name, needed in NEEDED.items()}
                measured = {f"{name}_seconds_sum": seconds for name, seconds in known.items()}
                rows.append(_names(account, person, day) | basis | measured)
    return rows


def max_available_users(account: Account, zone: str) -> list[Row]:
    """Rows of `max_available_users`, key (source, scope_type, scope_id, report_date, hour_of_day)."""
    everyone = people(account)
    belonging = [*account.tables["agents"], *account.tables["agent_team_memberships"]]
    teams = {team for row in belonging if (team := row.get("team_id"))}
    rows: list[Row] = []
    for scope in [("account", account.source), *[("team", team) for team in sorted(teams)]]:
        for day in days(account, zone, ["availability_intervals"]):
            rows += _hours_of_day(account, everyone, scope, day, zone)
    return rows


def _hours_of_day(account: Account, everyone: list[Person], scope: tuple[str, str], day: Day, zone: str) -> list[Row]:
    """Every local hour that the date has, in one row even when it comes twice; none without available time."""
    quarters = {day.start + number * timedelta(minutes=15) for number in range(26 * 4)}
    changes = quarters.union({account.as_of}, *[person.changes() for person in everyone])
    counts: dict[int, list[int]] = {}
    sums: Counter[int] = Counter()
    for start, end in pieces(changes, day.start, day.whole_end):
        there = [person for person in everyone if start < account.as_of and person.is_available(start)]
        count = len([person for person in there if scope[0] == "account" or person.team_at(start) == scope[1]])
        hour = start.astimezone(ZoneInfo(zone)).hour
        counts.setdefault(hour, []).append(count)
        sums[hour] += count * seconds(start, end)
    names = {"source": account.source, "scope_type": scope[0], "scope_id": scope[1], "report_date": day.date}
    return [
        names
        | {
            "hour_of_day": hour,
            "day_of_week": day.date.isoweekday(),
            "max_available_agent_count": max(found),
            "min_available_agent_count": min(found),
            "scope_available_seconds_sum": sums[hour],
        }
        for hour, found in counts.items()
        if any(sums.values())
    ]
