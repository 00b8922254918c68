"""Pages of the API v1: {"data": […]}, ids as texts; history newest first, overlapping; drafts among threads."""

from pathlib import Path
from typing import Any

from tests.dialects.story import TIME_ZONE, Row, Story, write_json, write_note
from tests.dialects.zoho_desk.metrics import metrics_of
from tests.dialects.zoho_desk.words import CHANNELS, PRIORITIES, RATINGS, STATUSES, instant, spell

_PROPERTIES = {"stage_changed": "Status", "owner_changed": "Case Owner", "team_changed": "Department"}
_PROPERTIES |= {"priority_changed": "Priority", "ticket_type_changed": "Classification"}
_WEEK = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


def write_api(story: Story, folder: Path) -> None:
    """A file each for the lists, one a ticket and kind for what belongs to a ticket."""
    write_note(folder, "zoho_desk")
    _write_tickets(story, folder)
    _write_lists(story, folder)
    _write_hours(story, folder)
    for row in story.rows("tickets"):
        name = spell("ticket", row["ticket_id"])
        _write_messages(story.of_ticket("messages", row["ticket_id"]), folder, name)
        events = [_event(story, event) for event in story.of_ticket("ticket_events", row["ticket_id"])]
        told = [event for event in events if event] + [_created(row)]
        # Newest first; the pages overlap.
        pages = sorted(told, key=lambda event: event["eventTime"], reverse=True)
        write_json(folder / f"history_{name}_1.json", {"data": pages[:3]})
        write_json(folder / f"history_{name}_2.json", {"data": pages[2:]})
        write_json(folder / f"metrics_{name}.json", {"ticketId": name} | metrics_of(story, row))


def _write_tickets(story: Story, folder: Path) -> None:
    people = {row["customer_id"]: row for row in story.rows("customers")}
    tickets = [_ticket(story, row, people[row["customer_id"]]) for row in reversed(story.rows("tickets"))]
    write_json(folder / "tickets_1.json", {"data": tickets[:8]})
    write_json(folder / "tickets_2.json", {"data": tickets[6:14]})
    write_json(folder / "archived_tickets_1.json", {"data": tickets[12:]})


def _ticket(story: Story, row: Row, person: Row) -> dict[str, Any]:
    closes = [
        event["occurred_at"]
        for event in story.of_ticket("ticket_events", row["ticket_id"])
        if event["new_value"] == "solved"
    ]
    label, kind, *_ = STATUSES[row["stage_id"]]
    return {
        "id": spell("ticket", row["ticket_id"]),
        "ticketNumber": row["ticket_number"],
        "subject": row["subject"],
        "status": label,
        "statusType": kind,
        "createdTime": instant(row["created_at"]),
        "closedTime": instant(closes[-1]) if row["stage_id"] == "solved" else None,
        "customerResponseTime": instant(row["created_at"]),
        "channel": CHANNELS[row["source_type"]],
        "classification": row["ticket_type"].capitalize(),
        "priority": PRIORITIES[row["priority"]],
        "departmentId": spell("team", row["team_id"]),
        "assigneeId": spell("agent", row["owner_id"]) or None,
        "contactId": spell("customer", row["customer_id"]),
        "contact": {"lastName": person["customer_name"], "account": None},
        "isSpam": row["is_spam"] == "true",
        "isTrashed": row["is_deleted"] == "true",
        "threadCount": "1",
        "cf": {},
    }


def _write_messages(messages: list[Row], folder: Path, ticket: str) -> None:
    told = [row for row in messages if row["author_type"] in ("customer", "agent")]
    threads = [_thread(row) for row in told if row["is_public"] == "true"]
    threads[0]["isDescriptionThread"] = True
    draft = {
        **threads[0],
        "id": threads[0]["id"] + "9",
        "direction": "out",
        "isDraft": True,
        "isDescriptionThread": False,
    }
    lost = {**draft, "id": threads[0]["id"] + "8", "isDraft": False, "status": "FAILED"}
    write_json(folder / f"threads_{ticket}_1.json", {"data": [draft, lost, *reversed(threads)]})
    comments = [
        {
            "id": spell("message", row["message_id"]),
            "commentedTime": instant(row["sent_at"]),
            "isPublic": False,
            "commenterId": spell("agent", row["author_id"]),
            "commenter": {"type": "AGENT"},
        }
        for row in told
        if row["is_public"] == "false"
    ]
    write_json(folder / f"comments_{ticket}.json", {"data": comments})


def _thread(row: Row) -> dict[str, Any]:
    is_customer = row["author_type"] == "customer"
    return {
        "id": spell("message", row["message_id"]),
        "createdTime": instant(row["sent_at"]),
        "direction": "in" if is_customer else "out",
        "visibility": "public",
        "author": {
            "id": spell("customer" if is_customer else "agent", row["author_id"]),
            "type": "END_USER" if is_customer else "AGENT",
        },
        "isDraft": False,
        "isForward": False,
        "status": "SUCCESS",
    }


def _event(story: Story, event: Row) -> dict[str, Any] | None:
    """A change with both values; people by name, departments as objects."""
    kind = event["event_type"]
    if kind not in _PROPERTIES:
        return None
    names = {row["agent_id"]: row["agent_name"] for row in story.rows("agents")} | {"": None}

    def value(given: str) -> Any:
        if kind == "owner_changed":
            return names[given]
        if kind == "team_changed":
            return {"id": spell("team", given), "name": "A department"}
        return PRIORITIES[given] if kind == "priority_changed" else spell(kind.removesuffix("_changed"), given)

    values = {"previousValue": value(event["old_value"]), "updatedValue": value(event["new_value"])}
    types = {"agent": "Agent", "customer": "EndUser", "automation": "System"}
    actor = {"type": types[event["actor_type"]], "name": "Somebody"}
    if event["actor_id"]:
        actor["id"] = spell(event["actor_type"], event["actor_id"])
    info = [{"propertyName": _PROPERTIES[kind], "propertyValue": values}]
    return {"eventName": "TicketUpdated", "eventTime": instant(event["occurred_at"]), "actor": actor, "eventInfo": info}


def _created(ticket: Row) -> dict[str, Any]:
    info = [{"propertyName": "Status", "propertyValue": "Open"}, {"propertyName": "Case Id", "propertyValue": "1"}]
    actor = {"type": "EndUser", "name": "Somebody"}
    return {"eventName": "TicketCreated", "eventTime": instant(ticket["created_at"]), "actor": actor, "eventInfo": info}


def _write_lists(story: Story, folder: Path) -> None:
    companies = {row["company_id"]: row["company_name"] for row in story.rows("customers") if row["company_id"]}
    lists = {
        "departments": [{"id": spell("team", row["team_id"]), "name": row["team_name"]} for row in story.rows("teams")],
        "accounts": [{"id": spell("company", key), "accountName": name} for key, name in companies.items()],
        "contacts": [
            {
                "id": spell("customer", row["customer_id"]),
                "lastName": row["customer_name"],
                "accountId": spell("company", row["company_id"]) or None,
            }
            for row in story.rows("customers")
        ],
        "agents": [_agent(row) for row in story.rows("agents") if row["agent_type"] == "human"],
        "customerHappiness": [_rating(row) for row in story.rows("survey_responses")],
    }
    for name, rows in lists.items():
        write_json(folder / f"{name}_1.json", {"data": rows})


def _agent(row: Row) -> dict[str, Any]:
    first, last = row["agent_name"].split(" ")
    status = "ACTIVE" if row["is_active"] == "true" else "DISABLED"
    departments = [spell("team", row["team_id"])]
    agent = {"id": spell("agent", row["agent_id"]), "firstName": first, "lastName": last, "status": status}
    return agent | {"timeZone": TIME_ZONE, "associatedDepartmentIds": departments}


def _rating(row: Row) -> dict[str, Any]:
    return {
        "id": spell("survey_response", row["survey_response_id"]),
        "rating": RATINGS[row["score"]],
        "ratedTime": instant(row["answered_at"]),
        "feedback": row["comment"],
        "ticketId": spell("ticket", row["ticket_id"]),
        "contactId": spell("customer", row["customer_id"]),
        "agentId": spell("agent", row["agent_id"]),
    }


def _write_hours(story: Story, folder: Path) -> None:
    hours = story.rows("schedules")
    times = [
        {"day": _WEEK[int(row["day_of_week"]) - 1], "startTime": row["start_time"], "endTime": row["end_time"]}
        for row in hours
    ]
    calendar = {"id": spell("schedule", hours[0]["schedule_id"]), "name": hours[0]["schedule_name"]}
    calendar |= {"timeZone": TIME_ZONE, "businessTimes": times, "associatedDepartmentIds": []}
    write_json(folder / "businessHours.json", {"data": [calendar]})
    days = [{"name": row["reason"], "date": row["start_date"]} for row in story.rows("schedule_exceptions")]
    write_json(folder / "holidayList.json", {"data": [{"id": spell("schedule", "9"), "holidays": days}]})
