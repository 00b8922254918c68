"""Pages of the API v2: bare lists, newest first, overlapping; codes for statuses and channels; activities by day."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.dialects.freshdesk.words import CHANNELS, PRIORITIES, SCORES, STATUSES, instant, number, source_type, spell
from tests.dialects.story import EXPORTED_AT, Row, Story, write_json, write_note

_WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# Kind of event: its name in activities, the column of the present value.
_FIELDS = {
    "stage_changed": ("status", "stage_id"),
    "owner_changed": ("agent_id", "owner_id"),
    "team_changed": ("group", "team_id"),
    "priority_changed": ("priority", "priority"),
    "ticket_type_changed": ("ticket_type", "ticket_type"),
}


def write_api(story: Story, folder: Path) -> None:
    """Everything that is fetched once, and the agents as they were at each poll."""
    write_note(folder, "freshdesk")
    _write_tickets(story, folder)
    _write_conversations(story, folder)
    for day, activities in _activities(story).items():
        page = {"metadata": {"activities_count": len(activities)}, "activities_data": activities}
        write_json(folder / f"ticket_activities_{day}.json", page)
    _write_people(story, folder)
    _write_polls(story, folder)


def _write_tickets(story: Story, folder: Path) -> None:
    tickets = {row["ticket_id"]: _ticket(row) for row in reversed(story.rows("tickets"))}
    seen = [row for row in tickets.values() if not row["spam"] and "deleted" not in row]
    write_json(folder / "tickets_page_1.json", seen[:8])
    write_json(folder / "tickets_page_2.json", seen[6:])
    write_json(folder / "spam_tickets.json", [row for row in tickets.values() if row["spam"]])
    write_json(folder / "deleted_tickets.json", [row for row in tickets.values() if "deleted" in row])


def _ticket(row: Row) -> dict[str, Any]:
    ticket = {
        "id": int(row["ticket_id"]),
        "subject": row["subject"],
        "description_text": "Words of a customer.",
        "status": STATUSES[row["stage_id"]][0],
        "priority": PRIORITIES[row["priority"]][0],
        "source": CHANNELS[source_type(row)],
        "type": row["ticket_type"].capitalize(),
        "requester_id": number("customer", row["customer_id"]),
        "responder_id": number("agent", row["owner_id"]),
        "group_id": number("team", row["team_id"]),
        "spam": row["is_spam"] == "true",
        "created_at": row["created_at"],
        "updated_at": row["created_at"],
        "custom_fields": {},
        "stats": {"first_responded_at": None, "resolved_at": None, "closed_at": None},
    }
    return ticket | ({"deleted": True} if row["is_deleted"] == "true" else {})


def _write_conversations(story: Story, folder: Path) -> None:
    """A file a ticket, in the older way without the ticket's id; the description is not among them."""
    for ticket in story.rows("tickets"):
        messages = story.of_ticket("messages", ticket["ticket_id"])[1:]
        told = [_message(row) for row in messages if row["author_type"] in ("customer", "agent")]
        write_json(folder / f"conversations_{ticket['ticket_id']}.json", told)
    # A letter that reached nobody, and the words of a survey answer: neither is a message.
    lost = _message(story.rows("messages")[2]) | {"id": 1, "email_failure_count": 1, "to_emails": ["x@example.com"]}
    words = _message(story.rows("messages")[0]) | {"id": 2, "source": 6}
    lines = [json.dumps({**row, "ticket_id": 101}) for row in (lost, words)]
    (folder / "conversations_more.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _message(row: Row) -> dict[str, Any]:
    return {
        "id": number("message", row["message_id"]),
        "user_id": number("customer" if row["author_type"] == "customer" else "agent", row["author_id"]),
        "incoming": row["author_type"] == "customer",
        "private": row["is_public"] == "false",
        "source": 0 if row["is_public"] == "true" else 2,
        "auto_response": False,
        "email_failure_count": None,
        "created_at": row["sent_at"],
        "updated_at": row["sent_at"],
    }


def _activities(story: Story) -> dict[str, list[dict[str, Any]]]:
    """By day: what each ticket was created with, and its changes, the first of the day twice."""
    days: dict[str, list[dict[str, Any]]] = defaultdict(list)
    teams = {row["team_id"]: row["team_name"] for row in story.rows("teams")}
    told = [(row["created_at"], row, _first_values(story, row, teams)) for row in story.rows("tickets")]
    told += [
        (event["occurred_at"], event, _change(event, teams))
        for event in story.rows("ticket_events")
        if event["event_type"] != "merged"
    ]
    for at, row, activity in sorted(told, key=lambda one: one[0]):
        is_person = bool(row.get("actor_id"))
        line = {
            "performed_at": instant(at).strftime("%d-%m-%Y %H:%M:%S +0000"),
            "ticket_id": int(row["ticket_id"]),
            "performer_type": "user" if is_person else "system",
            "performer_id": number(row["actor_type"], row["actor_id"]) if is_person else None,
            "activity": activity,
        }
        day = days[at[:10]]
        day += [line] if day else [line, line]
    return days


def _first_values(story: Story, ticket: Row, teams: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {"source": CHANNELS[source_type(ticket)]}
    for event_type, (_, column) in _FIELDS.items():
        changes = [
            one for one in story.of_ticket("ticket_events", ticket["ticket_id"]) if one["event_type"] == event_type
        ]
        first = changes[0]["old_value"] if changes else ticket[column]
        values |= _change({"event_type": event_type, "new_value": first}, teams)
    return values


def _change(event: Row, teams: dict[str, str]) -> dict[str, Any]:
    kind, value = event["event_type"], event["new_value"]
    if kind in ("marked_spam", "deleted"):
        return {"spam" if kind == "marked_spam" else "deleted": True}
    name = _FIELDS[kind][0]
    if kind == "owner_changed":
        return {name: number("agent", value)}
    if kind == "team_changed":
        return {name: teams[value]}
    return {name: PRIORITIES[value][0] if kind == "priority_changed" else spell(kind.removesuffix("_changed"), value)}


def _write_people(story: Story, folder: Path) -> None:
    teams = [{"id": number("team", row["team_id"]), "name": row["team_name"]} for row in story.rows("teams")]
    write_json(folder / "groups.json", teams)
    companies = {row["company_id"]: row["company_name"] for row in story.rows("customers") if row["company_id"]}
    write_json(folder / "companies.json", [{"id": number("company", key), "name": companies[key]} for key in companies])
    people = [
        {
            "id": number("customer", row["customer_id"]),
            "name": row["customer_name"],
            "company_id": number("company", row["company_id"]),
        }
        for row in story.rows("customers")
    ]
    write_json(folder / "contacts.json", people)
    surveys = {row["survey_id"]: row["survey_name"] for row in story.rows("survey_responses")}
    write_json(folder / "surveys.json", [{"id": number("survey", key), "title": surveys[key]} for key in surveys])
    write_json(folder / "satisfaction_ratings.json", [_answer(row) for row in story.rows("survey_responses")])
    hours = story.rows("schedules")
    days = {_WEEK[int(row["day_of_week"]) - 1]: {"start_time": "9:00 am", "end_time": "5:00 pm"} for row in hours}
    calendar = {
        "id": number("schedule", hours[0]["schedule_id"]),
        "name": hours[0]["schedule_name"],
        "is_default": True,
    }
    write_json(folder / "business_hours.json", [{**calendar, "time_zone": "Berlin", "working_hours": days}])


def _answer(row: Row) -> dict[str, Any]:
    return {
        "id": number("survey_response", row["survey_response_id"]),
        "survey_id": number("survey", row["survey_id"]),
        "user_id": number("customer", row["customer_id"]),
        "agent_id": number("agent", row["agent_id"]),
        "ticket_id": int(row["ticket_id"]),
        "feedback": row["comment"],
        "created_at": row["answered_at"],
        "ratings": {"default_question": int(SCORES[row["score"]])},
    }


def _write_polls(story: Story, folder: Path) -> None:
    """The list of agents each time that something changed, and once more in the end; who has left is not on it."""
    stretches = story.rows("availability_intervals")
    for seen_at in [*sorted({row["started_at"] for row in stretches}), EXPORTED_AT]:
        running = {row["agent_id"]: row for row in stretches if row["started_at"] <= seen_at}
        agents = [
            _agent(row, running.get(row["agent_id"]))
            for row in story.rows("agents")
            if row["agent_type"] == "human" and row["is_active"] == "true"
        ]
        delivery = folder / f"poll_{seen_at.replace(':', '')}"
        write_note(delivery, "freshdesk", exported_at=seen_at)
        write_json(delivery / "agents.json", agents)


def _agent(row: Row, running: Row | None) -> dict[str, Any]:
    is_available = running is not None and running["status"] == "available"
    return {
        "id": number("agent", row["agent_id"]),
        "available": is_available if running else None,
        "available_since": running["started_at"] if running and is_available else None,
        "type": "support_agent",
        "group_ids": [number("team", row["team_id"])],
        "contact": {"name": row["agent_name"], "time_zone": "Berlin", "email": "agent@example.com"},
    }
