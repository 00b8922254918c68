"""Ids and words of Zendesk: long numbers for people and things, short ones for tickets."""

from datetime import datetime, timedelta
from typing import Any

from tests.dialects.story import TIME_ZONE, Row, Story

_LONG = {"agent": 28_835_700_000_000, "customer": 28_835_700_000_000, "team": 28_835_740_000_000}
_LONG |= {"company": 28_835_790_000_000, "schedule": 29_006_090_000_000, "message": 29_100_000_000_000}
STATUS_IDS = {
    "open": "28835714727188",
    "pending": "28835740807956",
    "hold": "28835740808084",
    "solved": "28835740808212",
}
PLACES = {"open": "2", "pending": "3", "hold": "4", "solved": "5", "closed": "6"}
LABELS = {"open": "Open", "pending": "Pending", "hold": "On-hold", "solved": "Solved"}
_CHANNELS = {"portal": "form"}
_SOURCE_TYPES = {"portal": "web"}

STATUSES = {"available": (3, "online"), "away": (4, "away")}
SCORES = {"great": "good", "okay": "good", "not_good": "bad"}
VIA = {"email": "email", "portal": "web", "chat": "chat"}

# Bots and AI agents are users like any other: the note of the export names them.
MACHINES = ("bot", "ai_agent")
MERGED, SURVIVOR = "110", "111"
MERGED_AT = "2026-03-30T08:10:00Z"


def long_id(kind: str, value: str) -> str:
    """A number as the account would have given it."""
    return str(_LONG[kind] + int(value)) if value else ""


def spell(kind: str, value: str) -> str:
    """An id or word of the story in Zendesk's."""
    if kind == "message" and "-" in value:
        chat, place = value.split("-")
        return f"{spell('chat', chat)}-{place}"
    if kind in _LONG:
        return long_id(kind, value)
    if kind == "chat":
        return f"2603.10414779.{value}" if value else ""
    return {"channel": _CHANNELS, "source_type": _SOURCE_TYPES}.get(kind, {}).get(value, value)


def rating_id(value: str) -> str:
    """A satisfaction rating is invitation and answer in one."""
    return f"290134319{int(value[1:]):05d}"


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
        "email": f"{name.lower().replace(' ', '.')}@lamps.example",
        "role": role,
        "active": True,
        "suspended": suspended,
        "time_zone": "Berlin",
        "iana_time_zone": TIME_ZONE,
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


def metrics(story: Story, ticket: Row) -> dict[str, Any]:
    """Zendesk's own numbers of a ticket, whole minutes, and the instants they speak of."""
    messages = story.of_ticket("messages", ticket["ticket_id"])
    public = [row["sent_at"] for row in messages if row["author_type"] == "agent" and row["is_public"] == "true"]
    replies = public[1:] if ticket["initiated_by"] == "agent" else public
    events = story.of_ticket("ticket_events", ticket["ticket_id"])
    stages = [row for row in events if row["event_type"] == "stage_changed"]
    solves = [row["occurred_at"] for row in stages if row["new_value"] == "solved"]
    first_reply = minutes(ticket, replies[:1])
    return {
        "solved_at": solves[-1] if solves else None,
        "reopens": sum(row["old_value"] == "solved" for row in stages),
        "replies": len(replies),
        "first_reply": first_reply,
        "first_solve": minutes(ticket, solves[:1]),
        "last_solve": minutes(ticket, solves[-1:]),
        "first_replied_at": "" if first_reply is None else later(ticket["created_at"], first_reply),
    }


def metric_set(story: Story, ticket: Row) -> dict[str, Any]:
    """The same as Zendesk writes it; nothing here runs by business hours."""
    numbers = metrics(story, ticket)
    fields = {"reply_time": "first_reply", "first_resolution_time": "first_solve", "full_resolution_time": "last_solve"}
    spans = {f"{field}_in_minutes": {"calendar": numbers[name], "business": None} for field, name in fields.items()}
    counts = {name: numbers[name] for name in ("solved_at", "reopens", "replies")}
    return {"ticket_id": int(ticket["ticket_id"]), "created_at": ticket["created_at"], **counts, **spans}


def minutes(ticket: Row, instants: list[str]) -> int | None:
    """Whole minutes from the creation to the first of the instants, if any."""
    created_at = datetime.fromisoformat(ticket["created_at"])
    spans = [int((datetime.fromisoformat(instant) - created_at).total_seconds()) // 60 for instant in instants]
    return spans[0] if spans else None


def later(instant: str, span: int) -> str:
    """An instant some minutes later."""
    return (datetime.fromisoformat(instant) + timedelta(minutes=span)).strftime("%Y-%m-%dT%H:%M:%SZ")


def merge_note(ticket_id: str) -> Row:
    """The note that a merge leaves on a ticket, as a message of the story."""
    return {
        "message_id": f"90{ticket_id}", "ticket_id": ticket_id, "chat_id": "", "sent_at": MERGED_AT,
        "author_type": "agent", "author_id": "11", "is_public": "false", "is_automated": "true",
    }  # fmt: skip
