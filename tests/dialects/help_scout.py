"""The story as Help Scout exports it: pages of the Mailbox API, polls of the statuses, and the CSV of conversations.

A conversation has one assignee, a user or a team; no type, no priority, no hold. Surveys are only known once answered.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.dialects.story import TIME_ZONE, Row, Story, id_of_person, write_csv, write_note
from tests.help_scout_pages import (
    BOT,
    MAILBOX,
    MERGED,
    SPAM,
    rated_thread,
    source_type,
    spell,
    status,
    write_pages,
    write_people,
    write_polls,
)

SOURCES = ["help_scout_api", "help_scout_export"]
STAGES = [("active", "open"), ("pending", "pending"), ("closed", "closed"), ("spam", "closed")]
UNKNOWN = ("priorities", "ticket_types", "schedules", "schedule_exceptions", "ai_conversations", "survey_sends")


def write(story: Story, landing: Path) -> None:
    """Both shapes, each in a folder of its own."""
    folder = landing / "help_scout_api"
    # Nothing in the API tells a bot that writes under a user's name.
    write_note(folder, "help_scout", bot_agent_ids=[int(spell("agent", BOT))])
    write_pages(story, folder)
    write_people(story, folder)
    write_polls(story, folder)
    write_note(landing / "help_scout_export", "help_scout")
    names = {row["customer_id"]: row["customer_name"] for row in known_of_export(story).rows("customers")}
    rows = [
        {
            "Number": row["ticket_number"],
            "Subject": row["subject"],
            "Status": row["stage_id"].title(),
            "Type": row["source_type"].title(),
            "Mailbox": row["pipeline_id"],
            "Assigned To": row["owner_id"],
            "Customer": names[row["customer_id"]],
            "Created At": _local(row["created_at"]),
            "Closed At": _local(row["closed_at"]),
        }
        for row in known_of_export(story).rows("tickets")
    ]
    write_csv(landing / "help_scout_export" / "conversations.csv", rows)


def _local(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(TIME_ZONE)):%Y-%m-%d %H:%M:%S}" if instant else ""


def known(story: Story, source: str) -> Story:
    """What of the story an export of this kind can know."""
    return known_of_api(story) if source == "help_scout_api" else known_of_export(story)


def known_of_api(story: Story) -> Story:
    """Everything but what Help Scout has no word for."""
    threads = {
        row["survey_response_id"]: rated_thread(story, row["ticket_id"]) for row in story.rows("survey_responses")
    }
    story = story.without(*UNKNOWN)
    story = story.changed("tickets", _known_ticket)
    story = story.changed("ticket_events", _known_event, because="team_history")
    story = story.changed("agents", _known_agent)
    story = story.changed("messages", lambda row: {**row, "message_id": _message_id(row)})

    def rating(row: Row) -> Row:
        thread = spell("thread", threads[row["survey_response_id"]])
        identity = {"survey_response_id": f"{spell('ticket', row['ticket_id'])}-{thread}"}
        return {**row, **identity, "survey_id": "happiness", "survey_name": "Happiness"}

    return with_stages(story.changed("survey_responses", rating)).spelled(spell)


def known_of_export(story: Story) -> Story:
    """The present of each conversation that is still there, and its last close."""
    names = {row["agent_id"]: row["agent_name"] for row in story.rows("agents")}
    customers = {row["customer_id"]: row["customer_name"] for row in story.rows("customers")}
    story = story.without(
        *UNKNOWN, "messages", "stage_history", "owner_history", "team_history", "survey_answers", "availability",
        "merges", "initiators", "companies",
    )  # fmt: skip

    def present(row: Row) -> Row | None:
        if row["is_deleted"] == "true" or row["ticket_id"] == MERGED:
            return None
        kind = "chat" if row["channel"] == "chat" else "email"
        words = {
            "ticket_id": f"#{row['ticket_number']}",
            "channel": kind,
            "source_type": kind,
            "pipeline_id": "Support",
        }
        people = {
            "owner_id": names.get(row["owner_id"], ""),
            "team_id": "",
            "customer_id": id_of_person(customers[row["customer_id"]]),
        }
        closed = {"closed_at": "" if row["ticket_id"] == SPAM else row["closed_at"]}
        return {**row, **words, **people, **closed, "stage_id": status(row["ticket_id"], row["stage_id"])}

    story = story.changed("tickets", present, because="removals").changed("ticket_events", lambda _: None)
    owners = sorted({row["owner_id"] for row in story.rows("tickets") if row["owner_id"]})
    called_by = {id_of_person(name): name for name in customers.values()}
    asking = sorted({row["customer_id"] for row in story.rows("tickets")})
    called = {
        "agents": [{"agent_id": name, "agent_name": name, "agent_type": "human"} for name in owners],
        "customers": [{"customer_id": one, "customer_name": called_by[one]} for one in asking],
        "teams": [],
    }
    return with_stages(replace(story, entities={**story.entities, **called}))


def with_stages(story: Story) -> Story:
    """The statuses that Help Scout has."""
    rows = [
        {"stage_id": name, "stage_name": name, "display_order": str(place), "status_category": category}
        for place, (name, category) in enumerate(STAGES, start=1)
    ]
    return replace(story, entities={**story.entities, "stages": rows})


def _message_id(row: Row) -> str:
    return f"{spell('ticket', row['ticket_id'])}-{spell('thread', row['message_id'])}"


def _known_ticket(row: Row) -> Row:
    stage = "active" if row["ticket_id"] == MERGED else status(row["ticket_id"], row["stage_id"])
    channel = "chat" if row["channel"] == "chat" else "email"
    words = {"source_type": source_type(row), "channel": channel, "pipeline_id": MAILBOX}
    # One assignee: a user, or a team.
    return {**row, **words, "stage_id": stage, "team_id": "" if row["owner_id"] else row["team_id"]}


def _known_event(row: Row) -> Row | None:
    is_gone = row["ticket_id"] == MERGED and row["event_type"] == "stage_changed"
    if is_gone or row["event_type"] == "team_changed":
        return None
    if row["event_type"] == "stage_changed":
        changed: Callable[[str], str] = lambda name: status(row["ticket_id"], row[name])  # noqa: E731
        return {**row, "old_value": changed("old_value"), "new_value": changed("new_value")}
    return row


def _known_agent(row: Row) -> Row:
    is_listed = row["agent_type"] == "human" and row["is_active"] == "true"
    return {**row, "team_id": row["team_id"] if is_listed else "", "time_zone": TIME_ZONE if is_listed else ""}
