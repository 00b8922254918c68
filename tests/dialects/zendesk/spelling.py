"""Ids and words of Zendesk: long numbers for people and things, short ones for tickets."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.dialects.story import Row, Story

_LONG = {"agent": 28_835_700_000_000, "customer": 28_835_700_000_000, "team": 28_835_740_000_000}
_LONG |= {"company": 28_835_790_000_000, "schedule": 29_006_090_000_000, "message": 29_100_000_000_000}
STATUS_IDS = {"open": "28835714727188", "pending": "28835740807956", "hold": "28835740808084", "solved": "28835740808212"}
PLACES = {"open": "2", "pending": "3", "hold": "4", "solved": "5", "closed": "6"}
LABELS = {"open": "Open", "pending": "Pending", "hold": "On-hold", "solved": "Solved"}
_CHANNELS = {"portal": "form"}
_SOURCE_TYPES = {"portal": "web"}

# Bots and AI agents are users like any other: the note of the export names them.
MACHINES = ("bot", "ai_agent")
MERGED, SURVIVOR = "110", "111"
MERGED_AT = "2026-03-30T08:10:00Z"


def long_id(kind: str, value: str) -> str:
    """A number as the account would have given it."""
    return str(_LONG[kind] + int(value)) if value else ""


def spell(kind: str, value: str) -> str:
    """An id or word of the story in Zendesk's."""
    if kind in _LONG:
        return long_id(kind, value)
    if kind == "chat":
        return f"2603.10414779.{value}" if value else ""
    return {"channel": _CHANNELS, "source_type": _SOURCE_TYPES}.get(kind, {}).get(value, value)


def people(story: Story) -> list[dict[str, Any]]:
    """Users: agents, bots and customers in one list. The spammer is suspended, and so is who has left."""
    spammers = {row["customer_id"] for row in story.rows("tickets") if row["is_spam"] == "true"}
    users = [
        user("agent", row["agent_id"], row["agent_name"], "agent", row["is_active"] == "false")
        | {"default_group_id": int(long_id("team", row["team_id"]))}
        for row in story.rows("agents")
    ]
    return users + [
        user("customer", row["customer_id"], row["customer_name"], "end-user", row["customer_id"] in spammers)
        | {"organization_id": number(long_id("company", row["company_id"]))}
        for row in story.rows("customers")
    ]


def user(kind: str, value: str, name: str, role: str, suspended: bool) -> dict[str, Any]:
    """One user; the zone is in the words of Rails."""
    return {
        "id": int(long_id(kind, value)),
        "name": name,
        "email": f"{name.split()[0].lower()}@lamps.example",
        "role": role,
        "active": True,
        "suspended": suspended,
        "time_zone": "Berlin",
        "iana_time_zone": "Europe/Berlin",
        "organization_id": None,
        "default_group_id": None,
        "created_at": "2025-01-07T08:00:00Z",
        "updated_at": "2026-01-07T08:00:00Z",
    }


def organizations(story: Story) -> list[dict[str, Any]]:
    """Organizations, from the customers who name them."""
    names = {row["company_id"]: row["company_name"] for row in story.rows("customers") if row["company_id"]}
    return [{"id": int(long_id("company", one)), "name": name, "tags": []} for one, name in sorted(names.items())]


def bot_ids(story: Story) -> list[str]:
    """For the note: what is no person."""
    return [long_id("agent", row["agent_id"]) for row in story.rows("agents") if row["agent_type"] in MACHINES]


def author(message: Row) -> int:
    """User id of who wrote a message."""
    return int(long_id("customer" if message["author_type"] == "customer" else "agent", message["author_id"]))


def comment(message: Row) -> dict[str, Any]:
    """A message as comment; its body is nobody's business."""
    return {
        "id": int(long_id("message", message["message_id"])),
        "type": "Comment",
        "author_id": author(message),
        "body": "(text)",
        "public": message["is_public"] == "true",
        "attachments": [],
    }


def number(value: str) -> int | None:
    """A JSON number, null when there is none."""
    return int(value) if value else None


def seconds(from_at: str, to_at: str) -> int:
    """Seconds between two instants."""
    return int((datetime.fromisoformat(to_at) - datetime.fromisoformat(from_at)).total_seconds())


def metrics(story: Story, ticket: Row) -> dict[str, Any]:
    """Zendesk's own numbers of a ticket: whole minutes."""
    replies = [
        row["sent_at"]
        for row in story.of_ticket("messages", ticket["ticket_id"])
        if row["author_type"] == "agent" and row["is_public"] == "true"
    ]
    if ticket["initiated_by"] == "agent":
        replies = replies[1:]
    stages = [row for row in story.of_ticket("ticket_events", ticket["ticket_id"]) if row["event_type"] == "stage_changed"]
    solves = [row["occurred_at"] for row in stages if row["new_value"] == "solved"]
    return {
        "ticket_id": int(ticket["ticket_id"]),
        "created_at": ticket["created_at"],
        "updated_at": (solves + replies + [ticket["created_at"]])[0],
        "solved_at": solves[-1] if solves else None,
        "reopens": sum(row["old_value"] == "solved" for row in stages),
        "replies": len(replies),
        "reply_time_in_minutes": minutes(ticket, replies[:1]),
        "first_resolution_time_in_minutes": minutes(ticket, solves[:1]),
        "full_resolution_time_in_minutes": minutes(ticket, solves[-1:]),
    }


def minutes(ticket: Row, instants: list[str]) -> dict[str, int | None]:
    """Whole minutes from the creation to the one instant, if any."""
    spans: Iterable[int] = (seconds(ticket["created_at"], instant) // 60 for instant in instants)
    return {"calendar": next(iter(spans), None), "business": None}


def merge_note(ticket_id: str, is_automated: bool = True) -> Row:
    """The note that a merge leaves on a ticket, as a message of the story."""
    return {
        "message_id": f"90{ticket_id}", "ticket_id": ticket_id, "chat_id": "", "sent_at": MERGED_AT,
        "author_type": "agent", "author_id": "11", "is_public": "false", "is_automated": str(is_automated).lower(),
    }  # fmt: skip
