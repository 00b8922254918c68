"""The story as Intercom exports it: pages and single answers of the API, and the CSV of the reporting data export.

Where customers wait or wrote in a portal the conversations became tickets: one id, the messages on one side, the
states on the other. A conversation knows no pending, no type and no portal; nothing in Intercom is spam.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.dialects.story import TIME_ZONE, Row, Story, write_csv, write_json, write_note
from tests.intercom_pages import BECAME_TICKETS, BOT, RATINGS, STATES, channel, epoch, spell, state, write_pages

SOURCES = ["intercom_api", "intercom_export"]
STAGES = [
    ("open", "conversations", "open"),
    ("snoozed", "conversations", "on_hold"),
    ("closed", "conversations", "closed"),
    ("submitted", "tickets", "new"),
    ("in_progress", "tickets", "open"),
    ("waiting_on_customer", "tickets", "pending"),
    ("resolved", "tickets", "closed"),
]


def write(story: Story, landing: Path) -> None:
    """Both shapes, each in a folder of its own."""
    folder = landing / "intercom_api"
    write_note(folder, "intercom")
    write_pages(story, folder)
    people = [row for row in story.rows("agents") if row["agent_type"] == "human" and row["is_active"] == "true"]
    write_json(folder / "admins.json", {"type": "admin.list", "admins": [_admin(row) for row in people]})
    teams = [
        {"type": "team", "id": spell("team", row["team_id"]), "name": row["team_name"]} for row in story.rows("teams")
    ]
    write_json(folder / "teams.json", {"type": "team.list", "teams": teams})
    write_json(folder / "contacts.json", {"type": "list", "data": [_contact(row) for row in story.rows("customers")]})
    companies = {row["company_id"]: row["company_name"] for row in story.rows("customers") if row["company_id"]}
    data = [
        {"type": "company", "id": spell("company", key), "name": name, "plan": {}} for key, name in companies.items()
    ]
    write_json(folder / "companies.json", {"type": "list", "data": data})
    logs = [_log(row) for row in story.rows("availability_intervals")]
    write_json(folder / "activity_logs.json", {"type": "activity_log.list", "activity_logs": logs[::-1]})
    _write_hours(story, folder)
    _write_export(story, landing / "intercom_export")


def _admin(row: Row) -> dict[str, Any]:
    team = int(spell("team", row["team_id"]))
    seat = {"has_inbox_seat": True, "away_mode_enabled": row["agent_id"] == "12", "away_mode_reassign": False}
    teams = {"team_ids": [team], "team_priority_level": {"primary_team_ids": [team]}}
    return {"type": "admin", "id": spell("agent", row["agent_id"]), "name": row["agent_name"], **seat, **teams}


def _contact(row: Row) -> dict[str, Any]:
    companies = [{"type": "company", "id": spell("company", row["company_id"])}] if row["company_id"] else []
    held = {"companies": {"type": "list", "data": companies, "total_count": len(companies)}, "updated_at": 1775000000}
    return {"type": "contact", "id": spell("customer", row["customer_id"]), "name": row["customer_name"], **held}


def _log(row: Row) -> dict[str, Any]:
    who = {"type": "admin", "id": spell("agent", row["agent_id"]), "email": "a@example.com", "ip": "192.0.2.1"}
    metadata = {"away_mode": row["status"] == "away", "away_status_reason": None, "auto_changed": "False"}
    at = epoch(row["started_at"])
    entry = {"id": f"fca05814-{row['agent_id']}-{at}", "activity_type": "admin_away_mode_change", "created_at": at}
    return {**entry, "performed_by": who, "metadata": metadata}


def _write_hours(story: Story, folder: Path) -> None:
    """Minutes since Monday 00:00; a date without office hours is one exception."""
    windows = [
        {
            "start_minute": (int(row["day_of_week"]) - 1) * 1440 + 540,
            "end_minute": (int(row["day_of_week"]) - 1) * 1440 + 1020,
        }
        for row in story.rows("schedules")
    ]
    hours = {"type": "office_hours_schedule", "id": "61", "name": "Desk hours", "time_zone_name": TIME_ZONE}
    page = {"data": [{**hours, "time_intervals": windows, "twenty_four_seven": False}]}
    write_json(folder / "office_hours_schedules.json", page)
    exception = {"office_hours_schedule_id": "61", "exception_type": "closed", "time_intervals": None}
    closed = [
        exception | {"id": f"45{number}", "exception_date": row["start_date"], "name": row["reason"]}
        for number, row in enumerate(story.rows("schedule_exceptions"))
    ]
    write_json(folder / "office_hours_exceptions.json", {"data": closed})


def _write_export(story: Story, folder: Path) -> None:
    """Wall clocks of the workspace, names instead of ids."""
    write_note(folder, "intercom")
    present = known_of_export(story)
    write_csv(folder / "conversations.csv", [
        {
            "conversation_id": row["ticket_id"],
            "conversation_started_at": _local(row["created_at"]),
            "conversation_started_by": "Teammate" if row["initiated_by"] == "agent" else "Customer",
            "conversation_state": row["stage_id"].title(),
            "channel": "Chat" if row["channel"] == "chat" else "Email",
            "currently_assigned_teammate_id": row["owner_id"],
            "currently_assigned_team_id": row["team_id"],
            "user_id": row["customer_id"],
            "first_teammate_reply_at": _local(row["first_replied_at"]),
            "last_closed_at": _local(row["closed_at"]),
        }
        for row in present.rows("tickets")
    ])  # fmt: skip


def _local(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(TIME_ZONE)):%Y-%m-%d %H:%M:%S}" if instant else ""


def known(story: Story, source: str) -> Story:
    """What of the story an export of this kind can know."""
    return known_of_api(story) if source == "intercom_api" else known_of_export(story)


def known_of_api(story: Story) -> Story:
    """Everything but types and states of conversations beyond their own, changes of priority, and spam."""
    ids = message_ids(story)
    story = story.changed("tickets", _known_ticket, because="ticket_types")
    story = story.changed("ticket_events", _known_event, because="priorities")
    story = story.changed("messages", lambda row: {**row, "message_id": ids[row["message_id"]]}, because="removals")
    story = story.changed("agents", _known_agent)
    story = story.changed("ai_conversations", lambda row: {**row, "team_id": "1"})
    story = story.changed("schedule_exceptions", lambda row: {**row, "subject_type": "schedule", "subject_id": "61"})
    for entity, key in (("survey_sends", "survey_send_id"), ("survey_responses", "survey_response_id")):
        story = story.changed(entity, lambda row, key=key: _known_rating(row, key))
    return with_stages(story).spelled(spell)


def known_of_export(story: Story) -> Story:
    """The present of each conversation, its last close and its first reply."""
    names = {row["agent_id"]: row["agent_name"] for row in story.rows("agents")}
    teams = {row["team_id"]: row["team_name"] for row in story.rows("teams")}
    replies = first_replies(story)
    story = story.without(
        "messages", "stage_history", "owner_history", "team_history", "survey_answers", "survey_sends", "availability",
        "schedules", "schedule_exceptions", "ai_conversations", "priorities", "ticket_types", "merges", "removals",
        "customers", "companies",
    )  # fmt: skip

    def present(row: Row) -> Row:
        words = {"ticket_number": "", "subject": "", "source_type": channel(row)[1], "channel": channel(row)[1]}
        people = {"owner_id": names.get(row["owner_id"], ""), "team_id": teams.get(row["team_id"], "")}
        now = {"stage_id": STATES[row["stage_id"]], "first_replied_at": replies.get(row["ticket_id"], "")}
        return {**row, **words, **people, **now}

    owners = sorted({names[row["owner_id"]] for row in story.rows("tickets") if row["owner_id"]})
    story = with_stages(story.changed("tickets", present).changed("ticket_events", lambda _: None))
    story = story.changed("customers", lambda row: {"customer_id": row["customer_id"]})
    spelled = story.spelled(lambda kind, value: value if kind in ("agent", "team") else spell(kind, value))
    called = {
        "agents": [{"agent_id": name, "agent_name": name, "agent_type": "human"} for name in owners],
        "teams": [{"team_id": name, "team_name": name} for name in teams.values()],
    }
    return replace(spelled, entities={**spelled.entities, **called})


def with_stages(story: Story) -> Story:
    """The states that Intercom has."""
    rows = [
        {"stage_id": name, "stage_name": name, "pipeline_id": kind, "pipeline_name": kind.title(),
         "display_order": str(place), "status_category": category}
        for place, (name, kind, category) in enumerate(STAGES, start=1)
    ]  # fmt: skip
    return replace(story, entities={**story.entities, "stages": rows})


def first_replies(story: Story) -> dict[str, str]:
    """First reply of a person after the first message of the customer, by ticket."""
    found: dict[str, str] = {}
    asked: set[str] = set()
    for row in story.rows("messages"):
        if row["author_type"] == "customer":
            asked.add(row["ticket_id"])
        elif row["author_type"] == "agent" and row["is_public"] == "true" and row["ticket_id"] in asked:
            found.setdefault(row["ticket_id"], row["sent_at"])
    return found


def message_ids(story: Story) -> dict[str, str]:
    """Ids of messages: the first of a conversation is its source, the others are parts."""
    ids: dict[str, str] = {}
    begun: set[str] = set()
    for row in story.rows("messages"):
        part = f"728812{row['message_id']}" if row["ticket_id"] in begun else "source"
        ids[row["message_id"]] = f"{spell('ticket', row['ticket_id'])}-{part}"
        begun.add(row["ticket_id"])
    return ids


def _known_ticket(row: Row) -> Row:
    became = row["ticket_id"] in BECAME_TICKETS
    source_type, common = channel(row)
    words = {
        "ticket_number": row["ticket_number"] if became else "",
        "ticket_type": row["ticket_type"] if became else "",
    }
    now = {"stage_id": state(row["ticket_id"], row["stage_id"]), "is_spam": "false"}
    return {**row, **words, **now, "source_type": source_type, "channel": common}


def _known_event(row: Row) -> Row | None:
    if row["event_type"] in ("priority_changed", "marked_spam"):
        return None
    if row["event_type"] == "deleted":
        return {**row, "actor_type": "", "actor_id": ""}
    if row["actor_type"] == "automation":
        row |= {"actor_type": "bot", "actor_id": BOT}
    if row["event_type"] == "stage_changed":
        row |= {name: state(row["ticket_id"], row[name]) for name in ("old_value", "new_value")}
    return row


def _known_agent(row: Row) -> Row:
    is_listed = row["agent_type"] == "human" and row["is_active"] == "true"
    return {**row, "team_id": row["team_id"] if is_listed else ""}


def _known_rating(row: Row, key: str) -> Row:
    conversation = spell("ticket", row["ticket_id"])
    words = {"survey_id": "conversation_rating", "survey_name": "Conversation rating", "survey_send_id": conversation}
    if "score" in row:
        words |= {"scale": "1_to_5", "score": str(RATINGS[row["score"]])}
    return {**row, **words, key: conversation}
