"""How Salesforce spells what the story names: ids of 18 letters, labels, numbers with leading zeros."""

from datetime import datetime, timedelta
from functools import cache

from tests.dialects.story import EXPORTED_AT, Row, Story

_PREFIXES = {
    "ticket": "500", "customer": "003", "company": "001", "team": "00G", "agent": "005", "schedule": "01m",
    "chat": "0Mw", "ai_conversation": "0Mw", "survey": "0Kd", "survey_send": "0Ki", "survey_response": "0Kr",
}  # fmt: skip
STAGES = {"open": "Open", "pending": "Pending", "hold": "OnHold", "solved": "Solved"}
# Labels of presence statuses.
LABELS = {"available": "Online", "away": "Away from desk"}
_WORDS = {
    "stage": STAGES,
    "ticket_type": {"question": "Question", "problem": "Problem"},
    "source_type": {"email": "Email", "portal": "Customer Portal", "chat": "Chat"},
    "score": {"great": "5", "okay": "3", "not_good": "1"},
}
PRIORITIES = {"low": "Low", "normal": "Medium", "high": "High", "urgent": "Critical"}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


@cache
def sf_id(prefix: str, number: str) -> str:
    """The id that a thing of the story has."""
    digits = "".join(letter for letter in number if letter.isdigit())
    return whole(f"{prefix}Qy0W{digits:0>8}")


def whole(short: str) -> str:
    """An id of 15 letters in 18: the last three are for the capitals among five letters each, the first the lowest."""
    chunks = [short[start : start + 5] for start in (0, 5, 10)]
    return short + "".join(_LETTERS[sum(2**place * letter.isupper() for place, letter in enumerate(c))] for c in chunks)


AUTOMATION = sf_id("005", "1")


def spell(kind: str, value: str, story: Story) -> str:
    """A value of the story as the export has it."""
    if not value:
        return value
    if kind == "message":
        return _message(value, story)
    if kind == "agent" and value in ("automation", "31"):
        return AUTOMATION if value == "automation" else sf_id("0Xx", value)
    if kind == "ticket_number":
        return f"{value:0>8}"
    if kind in _PREFIXES:
        return sf_id(_PREFIXES[kind], value)
    return _WORDS.get(kind, {}).get(value, value)


def kind_of(message: Row, ticket: Row) -> str:
    """The object that has a message: an entry, the case itself, a comment or an e-mail."""
    if message["chat_id"]:
        return "ConversationEntry"
    if ticket["source_type"] == "portal" and message["sent_at"] == ticket["created_at"]:
        return "Case"
    return "CaseComment" if ticket["source_type"] == "portal" or message["is_public"] == "false" else "EmailMessage"


def _message(value: str, story: Story) -> str:
    message = next(row for row in story.rows("messages") if row["message_id"] == value)
    ticket = next(row for row in story.rows("tickets") if row["ticket_id"] == message["ticket_id"])
    kind = kind_of(message, ticket)
    if kind == "Case":
        return sf_id("500", ticket["ticket_id"])
    return sf_id({"ConversationEntry": "0dq", "CaseComment": "00a", "EmailMessage": "02s"}[kind], value)


def days(row: Row) -> list[Row]:
    """A stay in pieces of a day at most."""
    pieces: list[Row] = []
    started, ended = datetime.fromisoformat(row["started_at"]), row["ended_at"]
    last = datetime.fromisoformat(ended or EXPORTED_AT)
    while last - started > timedelta(days=1):
        pieces.append({**row, "started_at": _text(started), "ended_at": _text(started + timedelta(days=1))})
        started += timedelta(days=1)
    return [*pieces, {**row, "started_at": _text(started), "ended_at": ended}]


def _text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
