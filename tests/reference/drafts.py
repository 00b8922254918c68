"""Random accounts on their way: the dice, the rows so far, and the settings that tickets stand on."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Row = dict[str, object]

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland")
STARTS = tuple(datetime(2026, *day, tzinfo=UTC) for day in ((3, 4), (3, 24), (10, 20), (12, 27)))
STAGES = {
    "new": ("p1", "new"),
    "work": ("p1", "open"),
    "ask": ("p1", "pending"),
    "hold": ("p1", "on_hold"),
    "solved": ("p1", "closed"),
    "closed": ("p1", "closed"),
    "start2": ("p2", "new"),
    "work2": ("p2", "open"),
    "done2": ("p2", "closed"),
}
AGENTS = {"a1": "human", "a2": "human", "a3": "human", "quiet_bot": "human", "b1": "bot", "x1": "ai_agent"}
TEAMS = {"t1": "1", "t2": "2", "t3": ""}
OWNERS = ("a1", "a2", "a3", "")
CALENDARS = ("c1", "c2", "")
WINDOWS = (
    ("09:00", "17:00"),
    ("22:00", "06:00"),
    ("00:00", "08:00"),
    ("02:15", "03:30"),
    ("13:00", "24:00"),
    ("05:00", "05:00"),
    ("02:30", "03:15"),
)
EXCEPTION_SUBJECTS = (("account", ""), ("team", "t1"), ("schedule", "c1"), ("schedule", "c2"), ("agent", "a1"))
AUTHORS = {
    "customer": ("k1",),
    "agent": ("a1", "a2", "quiet_bot"),
    "ai_agent": ("x1",),
    "bot": ("b1",),
    "automation": ("",),
}


@dataclass
class Property:
    """A property of tickets that changes: its column, its first and later values, how likely one more change is."""

    name: str
    column: str
    values: tuple[str, ...]
    chance: float
    first: tuple[str, ...] = ()


OPEN_STAGES = ("new", "new", "new", "work", "start2", "closed")
CHANGING_STAGE = Property("stage", "stage_id", (*STAGES, "work", "solved", "solved"), 0.85, OPEN_STAGES)
CONSTANT_STAGE = Property("stage", "stage_id", tuple(STAGES), 0.0)
PROPERTIES = (
    Property("owner", "owner_id", OWNERS, 0.5),
    Property("team", "team_id", (*TEAMS, ""), 0.5),
    Property("support_line", "support_line", ("1", "2", "", ""), 0.3),
    Property("schedule", "schedule_id", CALENDARS, 0.4),
)


@dataclass
class Draft:
    """An account on its way: rows per entity, and the dice."""

    dice: random.Random
    zone: str
    start: datetime
    as_of: datetime
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, entity: str, **row: object) -> None:
        """One more row."""
        self.rows.setdefault(entity, []).append(row)

    def instant(self, after: datetime) -> datetime:
        """A later instant on the grid, before as_of; often near, at times the same."""
        step = self.dice.choice((0, 5, 30, 60, 60, 360, 720, 1440, 4320))
        later = after + timedelta(minutes=step * self.dice.randint(0, 3))
        return min(later, self.as_of - timedelta(minutes=5))


def text(at: datetime) -> str:
    """An instant as the export writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add_settings(draft: Draft) -> None:
    """Stages of two pipelines, teams of three lines, agents of every kind, customers who were made one."""
    for stage_id, (pipeline_id, category) in STAGES.items():
        draft.add(
            "stages",
            stage_id=stage_id,
            pipeline_id=pipeline_id,
            pipeline_name=pipeline_id.upper(),
            status_category=category,
        )
    for team_id, line in TEAMS.items():
        draft.add("teams", team_id=team_id, support_line=line)
    for agent_id, kind in AGENTS.items():
        draft.add("agents", agent_id=agent_id, agent_type=kind)
    for number in range(1, 6):
        merged = "k2" if number == 4 else "k4" if number == 5 else ""
        draft.add("customers", customer_id=f"k{number}", merged_into_customer_id=merged)


def _windows(draft: Draft, schedule_id: str, subject_type: str, subject_id: str = "") -> None:
    """Weekly windows of one calendar, at times over midnight, on the changed hour, up to 24:00, or dated."""
    dice = draft.dice
    calendar = {"schedule_id": schedule_id, "subject_type": subject_type, "subject_id": subject_id}
    zone = dice.choice((draft.zone, *ZONES))
    for start_time, end_time in dice.sample(WINDOWS, dice.randint(1, 2)):
        valid_from = (draft.start + timedelta(days=dice.randint(0, 10))).date().isoformat()
        window = {"time_zone": zone, "start_time": start_time, "end_time": end_time}
        validity = {"valid_from_date": valid_from} if dice.random() < 0.2 else {}
        for day in dice.sample(range(1, 8), dice.randint(2, 7)):
            draft.add("schedules", **calendar, **window, **validity, day_of_week=day)


def _exceptions(draft: Draft) -> None:
    """Holidays and special openings of every kind of subject, no two on one date."""
    dice = draft.dice
    for number in range(dice.randint(0, 6)):
        subject_type, subject_id = dice.choice(EXCEPTION_SUBJECTS)
        first = draft.start.date() + timedelta(days=number * 3 + dice.randint(0, 2))
        last = first + timedelta(days=dice.choice((0, 0, 1)))
        start_time, end_time = dice.choice((("", ""), ("00:00", "24:00"), ("12:00", "24:00"), ("02:30", "14:00")))
        draft.add(
            "schedule_exceptions",
            subject_type=subject_type,
            subject_id=subject_id,
            exception_type=dice.choice(("closed", "closed", "open")),
            start_date=first.isoformat(),
            start_time=start_time,
            end_date=last.isoformat(),
            end_time=end_time,
        )


def add_calendars(draft: Draft) -> None:
    """Any of: calendars that tickets name, a team's, the account's, and an agent's, which tickets must not see."""
    calendars = (
        ("c1", "ticket"),
        ("c2", "ticket"),
        ("team1", "team", "t1"),
        ("all", "account"),
        ("own", "agent", "a1"),
    )
    for calendar in calendars:
        if draft.dice.random() < 0.6:
            _windows(draft, *calendar)
    _exceptions(draft)
