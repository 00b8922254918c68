"""Whatever people did, the marts about them say what the slow reference says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.comparison import compare
from tests.memory import Warehouse
from tests.people_strategies import people_accounts
from tests.reference.drafts import Draft, text
from tests.reference.export import Row
from tests.reference.marts import PEOPLE
from tests.strategies import blank_draft, exports, zones


def person(zone: str, start: datetime, as_of: datetime, *stretches: tuple[str, str, str, str, str]) -> Draft:
    """One agent with stretches of channel, status, detail, start and end."""
    draft = blank_draft(zone, start, as_of)
    draft.add("agents", agent_id="a1", team_id="t1")
    for channel, status, detail, started_at, ended_at in stretches:
        words = {"channel": channel, "status": status, "detailed_status": detail}
        draft.add("availability_intervals", agent_id="a1", **words, started_at=started_at, ended_at=ended_at)
    return draft


def whole_day(zone: str, month: int, day: int) -> Draft:
    """There from noon to noon over a night in which clocks change, with hours that begin in the changed hour."""
    start = datetime(2026, month, day, 12, tzinfo=UTC)
    draft = person(zone, start, start + timedelta(days=1), ("", "available", "", text(start), ""))
    for weekday in range(1, 8):
        names = {"schedule_id": "all", "subject_type": "account", "time_zone": zone, "day_of_week": weekday}
        draft.add("schedules", **names, start_time="02:15", end_time="03:30")
    return draft


MEETINGS = person(
    "UTC",
    datetime(2026, 6, 10, tzinfo=UTC),
    datetime(2026, 6, 11, 6, tzinfo=UTC),
    # Two words at once, one of them empty; a better status over it; one that starts as it ends; an empty one; no end.
    ("chat", "busy", "training", "2026-06-10T08:00:00Z", "2026-06-10T10:00:00Z"),
    ("phone", "busy", "lunch", "2026-06-10T08:00:00Z", "2026-06-10T11:00:00Z"),
    ("", "busy", "", "2026-06-10T08:00:00Z", "2026-06-10T11:30:00Z"),
    ("chat", "available", "", "2026-06-10T08:30:00Z", "2026-06-10T09:00:00Z"),
    ("phone", "available", "", "2026-06-10T09:00:00Z", "2026-06-10T09:30:00Z"),
    ("chat", "away", "lunch", "2026-06-10T12:00:00Z", "2026-06-10T12:00:00Z"),
    ("chat", "offline", "", "2026-06-10T23:30:00Z", ""),
)


@given(zone=zones, drawn=st.lists(people_accounts(), min_size=1, max_size=5))
@example("UTC", [MEETINGS])
@example("Europe/Berlin", [whole_day("Europe/Berlin", 3, 28), whole_day("Europe/Berlin", 10, 24)])
@example("America/New_York", [whole_day("America/New_York", 3, 7), whole_day("America/New_York", 10, 31)])
@example("Australia/Lord_Howe", [whole_day("Australia/Lord_Howe", 4, 4), whole_day("Australia/Lord_Howe", 10, 3)])
def test_people(warehouse: Callable[[str], Warehouse], zone: str, drawn: list[Draft]) -> None:
    accounts = exports(drawn)
    made = warehouse(zone)
    made.build(accounts, PEOPLE)
    for mart, reference in PEOPLE.items():
        rows = [row for export in accounts for row in reference(export.account(), zone)]
        assert compare(made, mart, rows) == "", mart


def rows_of(draft: Draft, mart: str) -> list[Row]:
    return PEOPLE[mart](exports([draft])[0].account(), "Europe/Berlin")


HARD = {
    "hours outside and within": lambda draft: any(
        row["outside_seconds_sum"] and row["within_seconds_sum"] for row in rows_of(draft, "working_hours_availability")
    ),
    "two at once in a team": lambda draft: any(
        row["scope_type"] == "team" and row["max_available_agent_count"] > 1
        for row in rows_of(draft, "max_available_users")
    ),
    "an hour that comes twice": lambda draft: any(
        row["scope_available_seconds_sum"] > 3600 * row["max_available_agent_count"]
        for row in rows_of(draft, "max_available_users")
    ),
    "work while available and in hours": lambda draft: any(
        row["handling_in_schedule_seconds_sum"] and row["handling_in_available_seconds_sum"]
        for row in rows_of(draft, "agent_utilization")
    ),
    "three statuses on one date": lambda draft: (
        len({row["status"] for row in rows_of(draft, "rep_availability") if row["agent_id"] == "a1"}) > 2
    ),
}


def test_hard_cases_are_drawn() -> None:
    missing = dict(HARD)

    @settings(max_examples=200, phases=[Phase.generate])
    @given(people_accounts())
    def look(draft: Draft) -> None:
        for case in [name for name, holds in missing.items() if holds(draft)]:
            del missing[case]

    look()
    assert not list(missing)
