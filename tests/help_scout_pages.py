"""Pages of Help Scout's API that tell the story: conversations with their threads, and how both are named."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.dialects.story import TIME_ZONE, Row, Story, write_json, write_note

MAILBOX = "85"
STATUSES = {"open": "active", "pending": "pending", "hold": "pending", "solved": "closed"}
PREFIXES = {"ticket": "2154000", "chat": "21540001", "agent": "700", "team": "800", "customer": "238", "thread": "440"}
RATINGS = {"great": 1, "okay": 2, "not_good": 3}
BOT, SPAM, MERGED = "31", "112", "110"


def spell(kind: str, value: str) -> str:
    """An id as Help Scout writes it."""
    if kind == "chat" and value:
        return spell("ticket", f"1{value[1:]}")
    return PREFIXES[kind] + value if kind in PREFIXES and value else value


def source_type(ticket: Row) -> str:
    """The word for how it came in; what a customer writes in the Beacon becomes an e-mail."""
    return "beacon-v2" if ticket["channel"] == "portal" else ticket["channel"]


def status(ticket_id: str, stage: str) -> str:
    """The status that stands for a stage of the story."""
    return "spam" if ticket_id == SPAM and stage == "solved" else STATUSES[stage]


def rated_thread(story: Story, ticket_id: str) -> str:
    """The reply that is rated: the last of a person."""
    return [row["message_id"] for row in story.of_ticket("messages", ticket_id) if row["author_type"] == "agent"][-1]


def page(name: str, records: list[Any], **links: str) -> dict[str, Any]:
    """A page as HAL has it: without records it has no _embedded."""
    place = {"size": 50, "totalElements": len(records), "totalPages": 1, "number": 1}
    held = {"_embedded": {name: records}} if records else {}
    return {
        **held,
        "page": place,
        "_links": {"self": {"href": f"https://api.example.com/v2/{links.get('self', name)}"}},
    }


def write_pages(story: Story, folder: Path) -> None:
    """Newest first, pages overlap by one; one conversation was merged away after an earlier delivery."""
    rows = {row["ticket_id"]: row for row in story.rows("tickets")}
    gone = _conversation(story, {**rows.pop(MERGED), "stage_id": "open", "merged_into_ticket_id": ""}, embed=True)
    write_note(folder / "2026-03-30", "help_scout", exported_at="2026-03-30T08:00:00Z")
    write_json(folder / "2026-03-30" / "conversations_page_1.json", page("conversations", [gone]))
    newest = sorted(rows.values(), key=lambda row: row["created_at"], reverse=True)
    records = [_conversation(story, row, embed=row["ticket_id"] != "101") for row in newest]
    for number, part in enumerate((records[:8], records[7:], []), start=1):
        write_json(folder / f"conversations_page_{number}.json", page("conversations", part))
    number = spell("ticket", "101")
    threads = page("threads", _threads(story, rows["101"]), self=f"conversations/{number}/threads")
    write_json(folder / "threads_101.json", threads)


def write_people(story: Story, folder: Path) -> None:
    """Users, teams with their members, customers, ratings."""
    users = [row for row in story.rows("agents") if row["agent_type"] == "human" and row["is_active"] == "true"]
    write_json(folder / "users.json", page("users", [_user(row) | {"timezone": TIME_ZONE} for row in users]))
    teams = [{"id": int(spell("team", row["team_id"])), "name": row["team_name"]} for row in story.rows("teams")]
    write_json(folder / "teams.json", page("teams", teams))
    for team in teams:
        members = [_user(row) for row in users if int(spell("team", row["team_id"])) == team["id"]]
        write_json(
            folder / f"team_{team['id']}_members.json", page("users", members, self=f"teams/{team['id']}/members")
        )
    customers = [
        {
            "id": int(spell("customer", row["customer_id"])),
            **dict(zip(("firstName", "lastName"), row["customer_name"].split(" "), strict=True)),
            "organization": row["company_name"] or None,
            "organizationId": row["company_id"] or None,
        }
        for row in story.rows("customers")
    ]
    write_json(folder / "customers.json", page("customers", customers))
    ratings = [
        {
            "id": int(spell("ticket", row["ticket_id"])),
            "threadid": int(spell("thread", rated_thread(story, row["ticket_id"]))),
            "ratingId": RATINGS[row["score"]],
            "ratingComments": row["comment"],
            "ratingCustomerId": int(spell("customer", row["customer_id"])),
            "ratingUserId": int(spell("agent", row["agent_id"])),
            "ratingCreatedAt": row["answered_at"],
        }
        for row in story.rows("survey_responses")
    ]
    write_json(folder / "ratings.json", {"results": ratings, "page": 1, "pages": 1, "count": len(ratings)})


def write_polls(story: Story, folder: Path) -> None:
    """The statuses of the moment, asked for five minutes after each change."""
    rows = story.rows("availability_intervals")
    for number, started_at in enumerate(sorted({row["started_at"] for row in rows})):
        latest = {row["agent_id"]: row for row in rows if row["started_at"] <= started_at}
        statuses = [
            {
                "userId": int(spell("agent", agent_id)),
                "email": {"status": "away" if row["status"] == "away" else "active", "updatedAt": row["started_at"]},
                "chat": {"status": "unavailable", "mailboxStatuses": {}},
            }
            for agent_id, row in latest.items()
        ]
        at = datetime.fromisoformat(started_at) + timedelta(minutes=5)
        write_note(folder / f"poll_{number}", "help_scout", exported_at=at.isoformat())
        write_json(folder / f"poll_{number}" / "user_statuses.json", page("userStatuses", statuses))


def _user(row: Row) -> dict[str, Any]:
    first, _, last = row["agent_name"].partition(" ")
    return {"id": int(spell("agent", row["agent_id"])), "firstName": first, "lastName": last}


def _person(story: Story, role: str, person_id: str) -> dict[str, Any]:
    """Who did it; a workflow is nobody."""
    if role == "customer":
        return {"id": int(spell("customer", person_id)), "type": "customer"}
    for row in story.rows("agents"):
        if row["agent_id"] == person_id:
            user = _user(row)
            kind = "system_user" if role == "ai_agent" else "user"
            return {"id": user["id"], "type": kind, "first": user["firstName"], "last": user["lastName"] or None}
    return {"id": 0, "type": "user"}


def _assigned(ticket: Row, owner_id: str) -> dict[str, Any] | None:
    if owner_id:
        return {"id": int(spell("agent", owner_id)), "type": "user"}
    return {"id": int(spell("team", ticket["team_id"])), "type": "team"}


def _threads(story: Story, ticket: Row) -> list[dict[str, Any]]:
    """Newest first; each names who has the conversation by then."""
    ticket_id = ticket["ticket_id"]
    moves = [row for row in story.of_ticket("ticket_events", ticket_id) if row["event_type"] == "owner_changed"]
    threads = [_message(story, row) for row in story.of_ticket("messages", ticket_id)]
    threads += [_line_item(story, row) for row in story.of_ticket("ticket_events", ticket_id) if _is_told(row)]
    merges = [
        row for row in story.rows("ticket_events") if row["event_type"] == "merged" and row["new_value"] == ticket_id
    ]
    threads += [_line_item(story, row) for row in merges]
    for thread in threads:
        owner_id = moves[0]["old_value"] if moves else ticket["owner_id"]
        for move in moves:
            owner_id = move["new_value"] if move["occurred_at"] <= thread["createdAt"] else owner_id
        thread["assignedTo"] = _assigned(ticket, owner_id)
    draft = {"id": int(f"999{ticket_id}"), "type": "message", "state": "draft", "status": "closed"}
    draft |= {"createdAt": ticket["created_at"], "createdBy": {"id": 70011, "type": "user"}}
    return [draft, *sorted(threads, key=lambda one: one["createdAt"], reverse=True)]


def _is_told(event: Row) -> bool:
    return event["event_type"] in ("stage_changed", "owner_changed", "deleted") and event["ticket_id"] != MERGED


def _message(story: Story, row: Row) -> dict[str, Any]:
    kind = "customer" if row["author_type"] == "customer" else "message" if row["is_public"] == "true" else "note"
    person = _person(story, row["author_type"], row["author_id"])
    thread = {"id": int(spell("thread", row["message_id"])), "type": "chat" if row["chat_id"] else kind}
    thread |= {"status": "nochange", "state": "published", "action": {"type": "default", "associatedEntities": []}}
    named = {"customer": {"id": person["id"]}} if row["author_type"] == "customer" else {}
    return thread | named | {"createdAt": row["sent_at"], "createdBy": person, "body": "…"}


def _line_item(story: Story, event: Row) -> dict[str, Any]:
    actions = {"deleted": "deletedTicket", "merged": "merged"}
    kind = actions.get(event["event_type"], "workflow" if event["actor_type"] == "automation" else "default")
    about = {"conversation": int(spell("ticket", event["ticket_id"]))} if kind == "merged" else []
    changed = event["event_type"] == "stage_changed"
    number = f"55{event['ticket_id']}{event['occurred_at'][5:16]}{changed:d}".translate(str.maketrans("", "", "-T:"))
    return {
        "id": int(number),
        "type": "lineitem",
        "status": status(event["ticket_id"], event["new_value"]) if changed else "nochange",
        "state": "published",
        "action": {"type": kind, "text": "…", "associatedEntities": about},
        "createdAt": event["occurred_at"],
        "createdBy": _person(story, event["actor_type"], event["actor_id"]),
    }


def _conversation(story: Story, ticket: Row, *, embed: bool) -> dict[str, Any]:
    ticket_id = ticket["ticket_id"]
    people = {"customer": ticket["customer_id"], "agent": ticket["owner_id"]}
    creator = _person(story, ticket["initiated_by"], people[ticket["initiated_by"]])
    return {
        "id": int(spell("ticket", ticket_id)),
        "number": int(ticket["ticket_number"]),
        "type": "chat" if ticket["channel"] == "chat" else "email",
        "status": status(ticket_id, ticket["stage_id"]),
        "state": "deleted" if ticket["is_deleted"] == "true" else "published",
        "subject": ticket["subject"],
        "mailboxId": int(MAILBOX),
        "assignee": _assigned(ticket, ticket["owner_id"]),
        "createdBy": creator,
        "createdAt": ticket["created_at"],
        "closedBy": 0,
        "source": {"type": source_type(ticket), "via": creator["type"]},
        "tags": [],
        "primaryCustomer": {"id": int(spell("customer", ticket["customer_id"]))},
        **({"_embedded": {"threads": _threads(story, ticket)}} if embed else {}),
    }
