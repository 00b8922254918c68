"""Pages of HubSpot's API from rows in HubSpot's ids: the conversations, and what polls of the users saw."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.dialects.story import Row, Story, write_json, write_note

HOURS = [{"days": "MONDAY_TO_FRIDAY", "startMinute": 540, "endMinute": 1020}]
# Good Friday and Easter Monday, as each person entered them: local midnights in milliseconds.
ABSENCES = [
    {"startTimestamp": 1775167200000, "endTimestamp": 1775253600000},
    {"startTimestamp": 1775426400000, "endTimestamp": 1775512800000},
]


def record(key: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A record of the CRM."""
    created = properties.get("createdate", "2026-03-01T00:00:00Z")
    envelope = {"createdAt": created, "updatedAt": "2026-04-09T20:00:00.123Z", "archived": False}
    return {"id": key, "properties": properties} | envelope | more


def user_id(owner_id: str) -> str:
    """User id of an owner, which is neither the owner id nor the id of the user record."""
    return owner_id.replace("3300", "6100", 1)


def write_pages(folder: Path, name: str, records: list[dict[str, Any]], size: int = 8) -> None:
    """Pages of one list; each begins with the last record of the page before."""
    for number, start in enumerate(range(0, max(len(records) - 1, 1), size - 1), start=1):
        page: dict[str, Any] = {"results": records[start : start + size]}
        if start + size < len(records):
            page["paging"] = {"next": {"after": records[start + size - 1]["id"]}}
        write_json(folder / f"{name}_{number}.json", page)


def write_threads(story: Story, folder: Path, channel_ids: dict[str, str]) -> None:
    """Threads, and for each the pages of its entries, newest first."""
    threads = []
    for ticket in story.rows("tickets"):
        messages = story.of_ticket("messages", ticket["ticket_id"])
        chat = next(iter(story.of_ticket("chats", ticket["ticket_id"])), None)
        thread = chat["chat_id"] if chat else f"84{ticket['ticket_id']}"
        channel = channel_ids[ticket["source_type"]]
        entries = [_message(row, thread, channel) for row in messages]
        entries += _noise(messages, thread, has_welcome=chat is not None)
        entries += [_hand_over(row, thread) for row in story.of_ticket("ai_conversations", ticket["ticket_id"])]
        entries = [entry for entry in entries if entry]
        write_pages(folder, f"messages_{thread}", sorted(entries, key=lambda one: one["createdAt"], reverse=True), 4)
        threads.append(_thread(ticket, chat, thread, channel, messages))
    write_pages(folder, "threads", threads)


def write_polls(story: Story, folder: Path) -> None:
    """Users as each poll saw them: one at every change of anybody, and one more in which nothing had changed."""
    rows = story.rows("availability_intervals")
    instants = sorted({row["started_at"] for row in rows})
    for instant in [*instants, "2026-04-09T06:00:00Z"]:
        delivery = folder / f"poll_{instant[:16].replace(':', '')}"
        write_note(delivery, "hubspot", exported_at=instant, complete=False)
        now = [row for row in rows if row["started_at"] <= instant < (row["ended_at"] or "9")]
        write_pages(delivery, "users", [_user(row) for row in now])


def _message(row: Row, thread: str, channel: str) -> dict[str, Any]:
    entry = _entry(row["message_id"], thread, row["sent_at"], _actor(row))
    if row["is_public"] == "false":
        return entry | {"type": "COMMENT"}
    incoming = row["author_type"] == "customer"
    status = {"statusType": "RECEIVED" if incoming else "SENT"}
    more = {"type": "MESSAGE", "direction": "INCOMING" if incoming else "OUTGOING", "status": status}
    return entry | more | {"channelId": channel, "channelAccountId": f"{channel}77", "text": "…"}


def _actor(row: Row) -> str:
    if row["author_type"] == "customer":
        return f"V-{row['author_id']}"
    return f"A-{user_id(row['author_id'])}" if row["author_type"] == "agent" else row["author_id"]


def _noise(messages: list[Row], thread: str, *, has_welcome: bool) -> list[dict[str, Any]]:
    """What is no message: a welcome before the visitor wrote, the thread opening after it, a reply that failed."""
    first = messages[0]["sent_at"]
    opened = _entry(f"opened{thread}", thread, _later(first, 0.6), "S-hubspot")
    failed = _entry(f"failed{thread}", thread, _later(first, 1), "A-610011")
    noise = [
        opened | {"type": "THREAD_STATUS_CHANGE", "newStatus": "OPEN"},
        failed | {"type": "MESSAGE", "direction": "OUTGOING", "status": {"statusType": "FAILED"}},
    ]
    if has_welcome:
        noise.append(
            _entry(f"welcome{thread}", thread, _later(first, -0.002), "S-hubspot") | {"type": "WELCOME_MESSAGE"}
        )
    return noise


def _hand_over(row: Row, thread: str) -> dict[str, Any] | None:
    if not row["handed_off_at"]:
        return None
    entry = _entry(f"assigned{thread}", thread, row["handed_off_at"], "S-hubspot")
    return entry | {"type": "ASSIGNMENT", "assignedFrom": row["ai_agent_id"], "assignedTo": "A-610011"}


def _entry(key: str, thread: str, at: str, actor: str) -> dict[str, Any]:
    return {
        "id": key,
        "conversationsThreadId": thread,
        "createdAt": at,
        "createdBy": actor,
        "senders": [{"actorId": actor}],
        "recipients": [],
    }


def _later(instant: str, seconds: float) -> str:
    moved = datetime.fromisoformat(instant) + timedelta(seconds=seconds)
    return moved.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _thread(ticket: Row, chat: Row | None, thread: str, channel: str, messages: list[Row]) -> dict[str, Any]:
    return {
        "id": thread,
        "createdAt": _later(messages[0]["sent_at"], -0.09),
        "status": "CLOSED" if chat else "OPEN",
        "closedAt": chat["ended_at"] if chat else None,
        "originalChannelId": channel,
        "originalChannelAccountId": f"{channel}77",
        "associatedContactId": ticket["customer_id"],
        "latestMessageTimestamp": messages[-1]["sent_at"],
        "spam": ticket["is_spam"] == "true",
        "archived": False,
        "threadAssociations": {"associatedTicketId": ticket["ticket_id"]},
    }


def _user(row: Row) -> dict[str, Any]:
    properties = {
        "hs_internal_user_id": user_id(row["agent_id"]),
        "hs_availability_status": row["status"],
        "hs_standard_time_zone": "Europe/Berlin",
        "hs_working_hours": json.dumps(HOURS),
        "hs_out_of_office_hours": json.dumps(ABSENCES),
    }
    return record(row["agent_id"].replace("3300", "77", 1), properties, updatedAt=row["started_at"])
