"""Ids and words of the story as Freshdesk has them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.dialects.story import TIME_ZONE, Row

STAGES = [
    ("Open", 1, "open"),
    ("Pending", 2, "pending"),
    ("Waiting on Customer", 3, "pending"),
    ("Waiting on Third Party", 4, "on_hold"),
    ("Resolved", 5, "closed"),
    ("Closed", 6, "closed"),
]
STATUSES = {
    "open": (2, "Open"),
    "pending": (3, "Pending"),
    "hold": (7, "Waiting on Third Party"),
    "solved": (4, "Resolved"),
}
PRIORITIES = {"low": (1, "Low"), "normal": (2, "Medium"), "high": (3, "High"), "urgent": (4, "Urgent")}
CHANNELS = {"Email": 1, "Portal": 2, "Chat": 7, "Outbound Email": 10}
SCORES = {"great": "103", "okay": "100", "not_good": "-103"}
# What the numbers of the story begin with in this account.
_FIRST = {"agent": 67013460000, "customer": 67038830000, "team": 67000260000, "company": 67000890000}
_FIRST |= {"message": 67105000000, "schedule": 67000039000}


def spell(kind: str, value: str) -> str:
    """An id or word of the story as Freshdesk has it."""
    if not value:
        return ""
    if kind in _FIRST:
        return str(_FIRST[kind] + int(value))
    if kind == "stage":
        return STATUSES[value][1]
    if kind == "ticket_type":
        return value.capitalize()
    if kind == "survey_response":
        return str(67000490000 + int(value[1:]))
    return "67000084490" if kind == "survey" else value


def number(kind: str, value: str) -> int | None:
    """The same as the number that JSON has."""
    return int(spell(kind, value)) if value else None


def source_type(ticket: Row) -> str:
    """What the team opened went out by e-mail."""
    return "Outbound Email" if ticket["initiated_by"] == "agent" else ticket["source_type"].capitalize()


def instant(text: str) -> datetime:
    """An instant of the story."""
    return datetime.fromisoformat(text).astimezone(UTC)


def local(text: str) -> str:
    """Wall clock of an instant of the story, as the ticket export has it; empty stays empty."""
    return instant(text).astimezone(ZoneInfo(TIME_ZONE)).strftime("%Y-%m-%d %H:%M:%S") if text else ""
