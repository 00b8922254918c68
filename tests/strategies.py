"""What drawn accounts of any kind are made of: days, instants, working hours and their exceptions.

Instants lie on a grid of half hours, so that many of them meet. Everything is drawn small first: hypothesis shrinks to
the first of the alternatives and to the smallest numbers.
"""

import random
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.reference.drafts import Draft, text
from tests.reference.export import Export, Row

# One of whole hours in winter, then clocks that change, half and quarter hours, and a change of half an hour.
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe")
# First an ordinary day, then the day before clocks change in one of the zones, then the end of a year.
STARTS = tuple(
    datetime(2026, *day, tzinfo=UTC)
    for day in ((6, 10), (3, 28), (10, 24), (3, 7), (10, 31), (4, 3), (10, 2), (12, 30))
)
HALF_HOUR = timedelta(minutes=30)
SHIFTS = (
    ("09:00", "17:00"),
    ("22:00", "06:00"),
    ("02:15", "03:30"),
    ("13:00", "24:00"),
    ("05:00", "05:00"),
    ("00:00", "24:00"),
)
CLOCKS = (("", ""), ("12:00", "24:00"), ("02:30", "14:00"), ("09:00", "09:45"))

zones = st.sampled_from(ZONES)
starts = st.sampled_from(STARTS)


def blank_draft(account_zone: str, start: datetime, as_of: datetime) -> Draft:
    """An account without rows; its dice are never thrown."""
    return Draft(random.Random(0), account_zone, start, as_of)  # noqa: S311 - dice, not secrets


def by(*names: Any) -> Callable[[Any], Hashable]:
    """What makes a drawn row the only one of its kind."""

    def key(drawn: Any) -> Hashable:
        return tuple(drawn[name] for name in names)

    return key


@st.composite
def working_hours(draw: st.DrawFn, start: datetime, schedule_id: str, subject_type: str, subject_id: str) -> list[Row]:
    """Weekly windows of one subject, at times dated, over midnight, overlapping or in the hour that clocks change."""
    dates = [start.date() + timedelta(days=number) for number in range(3)]
    validity = st.sampled_from([("", ""), *((day, "") for day in dates), *((day, day) for day in dates)])
    windows = st.tuples(st.integers(1, 7), st.sampled_from(SHIFTS), validity)
    names = {"schedule_id": schedule_id, "subject_type": subject_type, "subject_id": subject_id}
    names["time_zone"] = draw(zones)
    drawn = draw(st.lists(windows, max_size=5, unique_by=by(0, 1, 2)))
    return [
        names
        | {"day_of_week": day, "start_time": shift[0], "end_time": shift[1]}
        | {"valid_from_date": first, "valid_to_date": last}
        for day, shift, (first, last) in drawn
    ]


@st.composite
def exceptions(draw: st.DrawFn, start: datetime, subjects: tuple[tuple[str, str], ...]) -> list[Row]:
    """Holidays, absences and special openings, at times on one date."""
    days = st.integers(0, 3)
    kinds = st.sampled_from(("closed", "open"))
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(subjects), kinds, days, st.integers(0, 1), st.sampled_from(CLOCKS)),
            max_size=3,
            unique_by=by(0, 1, 2, 4),
        )
    )
    return [
        {
            "subject_type": subject[0],
            "subject_id": subject[1],
            "exception_type": kind,
            "start_date": _date(start, day),
            "start_time": clocks[0],
            "end_date": _date(start, day + length),
            "end_time": clocks[1],
        }
        for subject, kind, day, length, clocks in drawn
    ]


def _date(start: datetime, number: int) -> date:
    return start.date() + timedelta(days=number)


def exports(drawn: list[Draft]) -> list[Export]:
    """The accounts under names of their own."""
    return [
        Export(
            f"account_{number}",
            {"exported_at": text(draft.as_of), "time_zone": draft.zone, "bot_agent_ids": ["quiet_bot"]},
            draft.rows,
        )
        for number, draft in enumerate(drawn)
    ]
