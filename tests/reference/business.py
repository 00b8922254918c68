"""Business time: windows and exceptions as plain lists of UTC intervals, and the seconds of a span in them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.reference.export import Account, Record, Ticket
from tests.reference.history import Stretch, history, value_at

Interval = tuple[datetime, datetime]
Calendar = tuple[str, str]
DAY = timedelta(days=1)


def wall_clock(day: date, text: str, zone: ZoneInfo) -> datetime:
    """A wall clock of a local date in UTC; 24:00 is the next midnight.

    In a gap the offset before it, in a fold the first occurrence (ruling 11).
    """
    if text.startswith("24:00"):
        day, text = day + DAY, "00:00"
    return datetime.combine(day, time.fromisoformat(text), tzinfo=zone).replace(fold=0).astimezone(UTC)


def _dates(start: datetime, end: datetime) -> list[date]:
    """Every date that may touch the span in any zone, the one before it for windows that run over midnight."""
    first = start.date() - 2 * DAY
    return [first + number * DAY for number in range((end.date() - first).days + 3)]


def _windows(account: Account, calendar: Calendar) -> list[Record]:
    kind, subject = calendar
    column = "schedule_id" if kind == "ticket" else "subject_id"
    rows = [row for row in account.tables["schedules"] if row["subject_type"] == kind]
    return [row for row in rows if (row.get(column) or "") == subject]


def _is_valid(row: Record, day: date) -> bool:
    first, last = row.get("valid_from_date") or "0001-01-01", row.get("valid_to_date") or "9999-12-31"
    return date.fromisoformat(first) <= day <= date.fromisoformat(last) and int(row["day_of_week"]) == day.isoweekday()


def _touches(exception: Record, calendar: Calendar, windows: list[Record]) -> bool:
    """Whose calendars an exception touches (ruling 10)."""
    kind, subject = exception["subject_type"], exception.get("subject_id") or ""
    if kind == "schedule":
        return subject in {row["schedule_id"] for row in windows}
    return kind == "account" or (kind, subject) == calendar


def _exceptions(account: Account, calendar: Calendar, windows: list[Record], word: str) -> list[Interval]:
    zone = ZoneInfo(windows[0]["time_zone"])
    rows = [row for row in account.tables["schedule_exceptions"] if row["exception_type"] == word]
    return [
        (
            wall_clock(date.fromisoformat(row["start_date"]), row.get("start_time") or "00:00", zone),
            wall_clock(date.fromisoformat(row["end_date"]), row.get("end_time") or "24:00", zone),
        )
        for row in rows
        if _touches(row, calendar, windows)
    ]


def _minus(intervals: list[Interval], hole: Interval) -> list[Interval]:
    """The intervals without what lies in the hole."""
    left = [(start, min(end, hole[0])) for start, end in intervals]
    right = [(max(start, hole[1]), end) for start, end in intervals]
    return [(start, end) for start, end in left + right if start < end] if hole[0] < hole[1] else intervals


def open_intervals(account: Account, calendar: Calendar, start: datetime, end: datetime) -> list[Interval]:
    """UTC intervals in which a calendar is open around [start, end), apart from each other.

    Closed wins over open (ruling 10). A window that does not end after its start ends on the next date.
    """
    windows, found = _windows(account, calendar), []
    for row in windows:
        zone = ZoneInfo(row["time_zone"])
        for day in (day for day in _dates(start, end) if _is_valid(row, day)):
            last_day = day + DAY if _clock(row["end_time"]) <= _clock(row["start_time"]) else day
            found.append((wall_clock(day, row["start_time"], zone), wall_clock(last_day, row["end_time"], zone)))
    apart: list[Interval] = []
    for interval in found + _exceptions(account, calendar, windows, "open"):
        if interval[0] < interval[1]:
            apart = [*_minus(apart, interval), interval]
    for hole in _exceptions(account, calendar, windows, "closed"):
        apart = _minus(apart, hole)
    return sorted(apart)


def _clock(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in (text + ":00").split(":")[:3])


def calendar_history(account: Account, ticket: Ticket) -> list[tuple[datetime, datetime, Calendar | None]]:
    """The calendar in force for a ticket over time: its own, else its team's, else the account's, else none.

    The outer bounds reach beyond the ticket.
    """
    schedules, teams = history(ticket, "schedule"), history(ticket, "team")
    instants = sorted({stretch.start for stretch in [*schedules, *teams]})
    bounds = [datetime(1900, 1, 1, tzinfo=UTC), *instants[1:], datetime(9999, 1, 1, tzinfo=UTC)]
    names = [_calendar(account, schedules, teams, instant) for instant in instants]
    return [(start, end, name) for start, end, name in zip(bounds[:-1], bounds[1:], names, strict=True)]


def _calendar(account: Account, schedules: list[Stretch], teams: list[Stretch], at: datetime) -> Calendar | None:
    named = value_at(schedules, at) or account.default_schedule_id or ""
    candidates = [("ticket", named), ("team", value_at(teams, at) or ""), ("account", "")]
    return next((name for name in candidates if (name[1] or name[0] == "account") and _windows(account, name)), None)


def business_seconds(account: Account, ticket: Ticket, spans: list[Interval]) -> int | None:
    """Whole seconds of the spans in business hours, each calendar while it was in force.

    None where no part has a calendar (ruling 23), 0 outside its hours.
    """
    total, is_known = timedelta(0), False
    for held_from, held_to, calendar in calendar_history(account, ticket):
        for span_start, span_end in spans:
            start, end = max(span_start, held_from), min(span_end, held_to)
            stands_in = held_from <= span_start < held_to
            if calendar is None or not (start < end or stands_in):
                continue
            is_known = True
            for opens, shuts in open_intervals(account, calendar, span_start, span_end):
                total += max(timedelta(0), min(end, shuts) - max(start, opens))
    return total // timedelta(seconds=1) if is_known else None
