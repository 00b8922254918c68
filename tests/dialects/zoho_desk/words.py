"""Ids and words of the story as Zoho Desk has them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.dialects.story import TIME_ZONE

# Label, type, place in the seed, common meaning.
STATUSES = {
    "open": ("Open", "Open", "1", "open"),
    "pending": ("Waiting on Customer", "On Hold", "3", "pending"),
    "hold": ("On Hold", "On Hold", "4", "on_hold"),
    "solved": ("Closed", "Closed", "5", "closed"),
}
PRIORITIES = {"low": "Low", "normal": "Medium", "high": "High", "urgent": "Urgent"}
CHANNELS = {"email": "Email", "portal": "Customer Portal", "chat": "Chat"}
RATINGS = {"great": "GOOD", "okay": "OKAY", "not_good": "BAD"}
# Ids are texts of 17 digits.
_FIRST = {"ticket": 165000, "agent": 83000, "customer": 166000, "team": 7000, "company": 167000, "message": 210000}
_FIRST |= {"schedule": 9000, "survey_response": 310000}


def spell(kind: str, value: str) -> str:
    """An id or word of the story as Zoho Desk has it."""
    if not value:
        return ""
    if kind in _FIRST:
        return f"10504000000{_FIRST[kind] + int(value.lstrip('r')):06}"
    if kind == "stage":
        return STATUSES[value][0]
    if kind == "source_type":
        return CHANNELS[value]
    return value.capitalize() if kind == "ticket_type" else value


def instant(text: str) -> str | None:
    """An instant as the API has it, to the millisecond."""
    return text.replace("Z", ".000Z") if text else None


def local(text: str) -> str:
    """Wall clock of the account, as the data backup has it; empty stays empty."""
    if not text:
        return ""
    return datetime.fromisoformat(text).astimezone(ZoneInfo(TIME_ZONE)).strftime("%Y-%m-%d %H:%M:%S")
