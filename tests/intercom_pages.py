"""Pages of Intercom's API that tell the story: conversations with their parts, tickets, and how both are named."""

from datetime import datetime
from pathlib import Path
from typing import Any

from tests.dialects.story import Row, Story, write_json

BECAME_TICKETS = {"101", "102", "103", "106", "107"}
STATES = {"open": "open", "pending": "open", "hold": "snoozed", "solved": "closed"}
TICKET_STATES = {"open": "in_progress", "pending": "waiting_on_customer", "solved": "resolved"}
PARTS = {"open": "open", "hold": "snoozed", "solved": "close"}
PREFIXES = {"ticket": "2154001", "agent": "99126746", "team": "501769", "company": "6762f07a1bb69f9f2193ba"}
BOT, AI_AGENT, OUTCOMES = "31", "21", {"108": "escalated", "109": "confirmed_resolution"}
RATINGS = {"great": 5, "not_good": 1}
PRIORITIES = {"normal": "medium"}


def spell(kind: str, value: str) -> str:
    """An id as Intercom writes it."""
    if kind in ("chat", "ai_conversation") and value:
        return spell("ticket", f"1{value[1:]}")
    if kind == "customer" and value:
        return f"6762f0f31bb69f9f2193b{value}"
    return PREFIXES[kind] + value if kind in PREFIXES and value else value


def channel(ticket: Row) -> tuple[str, str]:
    """Intercom's word for the channel, and the common one; it has no portal."""
    return ("conversation", "chat") if ticket["channel"] == "chat" else ("email", "email")


def state(ticket_id: str, stage: str) -> str:
    """The state that stands for a stage of the story."""
    return (TICKET_STATES if ticket_id in BECAME_TICKETS else STATES).get(stage, stage)


def epoch(instant: str) -> int:
    """Seconds since 1970."""
    return int(datetime.fromisoformat(instant).timestamp())


def write_pages(story: Story, folder: Path) -> None:
    """Every page of the story, newest first; what changed while it was paged through stands on two of them."""
    details = [_conversation(story, row) for row in story.rows("tickets")]
    lists = [{name: value for name, value in one.items() if name != "conversation_parts"} for one in details]
    lists = [_campaign(), *sorted(lists, key=lambda one: -one["updated_at"])]
    for number, page in enumerate((lists[:9], lists[8:]), start=1):
        pages = {"type": "pages", "page": number, "per_page": 9, "total_pages": 2}
        answer = {"type": "conversation.list", "pages": pages, "total_count": len(lists), "conversations": page}
        write_json(folder / f"conversations_page_{number}.json", answer)
    for one in details:
        write_json(folder / f"conversation_{one['id']}.json", one)
    tickets = [_ticket(story, row) for row in story.rows("tickets") if row["ticket_id"] in BECAME_TICKETS]
    write_json(folder / "tickets.json", {"type": "ticket.list", "total_count": len(tickets), "tickets": tickets})
    deleted = [
        {"type": "conversation", "id": spell("ticket", row["ticket_id"]), "deleted_at": epoch(row["occurred_at"])}
        for row in story.rows("ticket_events")
        if row["event_type"] == "deleted"
    ]
    write_json(folder / "conversations_deleted.json", {"type": "conversations.list", "conversations": deleted})


def message_parts(story: Story, ticket_id: str) -> list[dict[str, Any]]:
    """Messages after the first one."""
    return [
        {
            "type": "conversation_part", "id": f"728812{row['message_id']}", "body": "<p>…</p>", "redacted": False,
            "part_type": "comment" if row["is_public"] == "true" else "note", "assigned_to": None,
            "created_at": epoch(row["sent_at"]), "updated_at": epoch(row["sent_at"]),
            "author": author(story, row["author_type"], row["author_id"]),
        }
        for row in story.of_ticket("messages", ticket_id)[1:]
    ]  # fmt: skip


def author(story: Story, role: str, author_id: str) -> dict[str, Any]:
    """Who wrote or did something; the AI agent is a bot that says so."""
    if role == "customer":
        return {"type": "user", "id": spell("customer", author_id), "name": None, "email": "u@example.com"}
    name = next((row["agent_name"] for row in story.rows("agents") if row["agent_id"] == (author_id or BOT)), None)
    bot = role in ("bot", "ai_agent", "automation")
    marks = {"from_ai_agent": role == "ai_agent", "is_ai_answer": role == "ai_agent"}
    return {"type": "bot" if bot else "admin", "id": spell("agent", author_id or BOT), "name": name, **marks}


def _part(story: Story, event: Row, number: int, **more: Any) -> dict[str, Any]:
    at = epoch(event["occurred_at"])
    identity = {"id": f"7299{event['ticket_id']}{number:03d}", "created_at": at, "updated_at": at, "body": None}
    who = author(story, event["actor_type"], event["actor_id"])
    return {"type": "conversation_part", **identity, "author": who, "assigned_to": None, **more}


def _event_parts(story: Story, ticket: Row) -> list[dict[str, Any]]:
    ticket_id = ticket["ticket_id"]
    parts: list[dict[str, Any]] = []
    for number, event in enumerate(story.of_ticket("ticket_events", ticket_id)):
        kind = event["event_type"]
        if kind == "stage_changed" and ticket_id not in BECAME_TICKETS:
            parts.append(_part(story, event, number, part_type=PARTS[event["new_value"]]))
        elif kind in ("owner_changed", "team_changed"):
            parts += _assignments(story, ticket, event, number)
        elif kind == "merged":
            parts.append(_part(story, event, number, part_type="merged_secondary_conversation"))
    for event in story.rows("ticket_events"):
        if event["event_type"] == "merged" and event["new_value"] == ticket_id:
            here = {**event, "ticket_id": ticket_id}
            parts.append(_part(story, here, 900, part_type="merged_primary_conversation"))
    return parts + _handover(story, ticket)


def _assignments(story: Story, ticket: Row, event: Row, number: int) -> list[dict[str, Any]]:
    """Whoever had it before got it in the second of its creation."""
    kind, word = ("agent", "admin") if event["event_type"] == "owner_changed" else ("team", "team")
    before, after = ({"type": word, "id": spell(kind, event[name])} for name in ("old_value", "new_value"))
    first = {**event, "occurred_at": ticket["created_at"]}
    return [
        _part(story, first, number + 500, part_type="default_assignment", assigned_to=before),
        _part(story, event, number, part_type="assignment", assigned_to=after),
    ]


def _handover(story: Story, ticket: Row) -> list[dict[str, Any]]:
    """The AI agent hands over to the team that has had it from the beginning."""
    parts = []
    to = {"type": "team", "id": spell("team", ticket["team_id"])}
    for row in story.of_ticket("ai_conversations", ticket["ticket_id"]):
        for number, at in enumerate((ticket["created_at"], row["handed_off_at"]), start=700):
            event = {
                "ticket_id": ticket["ticket_id"],
                "actor_type": "ai_agent",
                "actor_id": AI_AGENT,
                "occurred_at": at,
            }
            if row["handed_off_at"]:
                parts.append(_part(story, event, number, part_type="assignment", assigned_to=to))
    return parts


def _contacts(customer_id: str) -> dict[str, Any]:
    return {"type": "contact.list", "contacts": [{"type": "contact", "id": spell("customer", customer_id)}]}


def _conversation(story: Story, ticket: Row) -> dict[str, Any]:
    ticket_id, now = ticket["ticket_id"], STATES[ticket["stage_id"]]
    parts = sorted(message_parts(story, ticket_id) + _event_parts(story, ticket), key=lambda one: one["created_at"])
    created_at = epoch(ticket["created_at"])
    return {
        "type": "conversation",
        "id": spell("ticket", ticket_id),
        "created_at": created_at,
        "updated_at": max([created_at, *(one["created_at"] for one in parts)]),
        # A snoozed conversation is open too.
        "state": now,
        "open": now != "closed",
        "priority": PRIORITIES.get(ticket["priority"], ticket["priority"]),
        # Ids are numbers in one version and texts in another, and 0 is nobody.
        "admin_assignee_id": int(spell("agent", ticket["owner_id"]) or 0),
        "team_assignee_id": spell("team", ticket["team_id"]),
        "source": _source(story, ticket),
        "contacts": _contacts(ticket["customer_id"]),
        "statistics": None,
        "conversation_rating": _rating(story, ticket_id),
        "custom_attributes": {},
        **_ai_agent(story, ticket_id),
        "conversation_parts": {
            "type": "conversation_part.list",
            "conversation_parts": parts,
            "total_count": len(parts),
        },
    }


def _source(story: Story, ticket: Row) -> dict[str, Any]:
    first = story.of_ticket("messages", ticket["ticket_id"])[0]
    opened = "admin_initiated" if ticket["initiated_by"] == "agent" else "customer_initiated"
    words = {"type": channel(ticket)[0], "delivered_as": opened, "subject": ticket["subject"], "body": "<p>…</p>"}
    return words | {"author": author(story, first["author_type"], first["author_id"])}


def _ai_agent(story: Story, ticket_id: str) -> dict[str, Any]:
    for row in story.of_ticket("ai_conversations", ticket_id):
        outcome = {"resolution_state": OUTCOMES[ticket_id], "last_answer_type": "ai_answer"}
        rating = 5 if row["feedback"] == "positive" else None
        return {"ai_agent_participated": True, "ai_agent": outcome | {"rating": rating}}
    return {"ai_agent_participated": False, "ai_agent": None}


def _rating(story: Story, ticket_id: str) -> dict[str, Any] | None:
    for row in story.of_ticket("survey_sends", ticket_id):
        answer: dict[str, Any] = {"rating": None, "remark": None, "created_at": epoch(row["sent_at"])}
        answer["contact"] = {"type": "contact", "id": spell("customer", row["customer_id"])}
        answer["teammate"] = {"type": "admin", "id": int(spell("agent", row["agent_id"]))}
        for response in story.of_ticket("survey_responses", ticket_id):
            given = {"rating": RATINGS[response["score"]], "remark": response["comment"] or None}
            answer |= given | {"updated_at": epoch(response["answered_at"])}
        return answer
    return None


def _ticket(story: Story, ticket: Row) -> dict[str, Any]:
    ticket_id, parts = ticket["ticket_id"], []
    for number, event in enumerate(story.of_ticket("ticket_events", ticket_id)):
        before, after = (state(ticket_id, event[name]) for name in ("old_value", "new_value"))
        states = {"previous_ticket_state": before, "ticket_state": after}
        parts.append(_part(story, event, number, part_type="ticket_state_updated_by_admin", **states))
    now = state(ticket_id, ticket["stage_id"])
    return {
        "type": "ticket",
        "id": spell("ticket", ticket_id),
        "ticket_id": ticket["ticket_number"],
        "category": "Customer",
        "ticket_attributes": {"_default_title_": ticket["subject"], "_default_description_": "…"},
        "ticket_state": {"type": "ticket_state", "id": "8537", "category": now, "internal_label": now.title()},
        "ticket_type": {"type": "ticket_type", "id": "95", "name": ticket["ticket_type"], "category": "Customer"},
        "contacts": _contacts(ticket["customer_id"]),
        "admin_assignee_id": spell("agent", ticket["owner_id"]) or 0,
        "team_assignee_id": int(spell("team", ticket["team_id"])),
        "created_at": epoch(ticket["created_at"]),
        "updated_at": max(part["created_at"] for part in parts),
        "ticket_parts": {"type": "ticket_part.list", "ticket_parts": parts, "total_count": len(parts)},
        "open": now != "resolved",
    }


def _campaign() -> dict[str, Any]:
    """A message to many that nobody answered: no ticket."""
    sender = {"type": "admin", "id": spell("agent", "11")}
    source = {"type": "email", "delivered_as": "automated", "subject": "New lamps", "author": sender}
    times = {"created_at": 1775000000, "updated_at": 1775000000}
    state_now = {"state": "open", "open": True, "source": source, "contacts": _contacts("504")}
    return {"type": "conversation", "id": spell("ticket", "999"), **times, **state_now}
