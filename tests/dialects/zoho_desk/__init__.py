"""The story as Zoho Desk writes it: pages of its API, and the data backup, a zip of CSV files."""

from pathlib import Path

from tests.dialects.story import TIME_ZONE, Row, Story
from tests.dialects.zoho_desk.api import write_api
from tests.dialects.zoho_desk.backup import write_backup
from tests.dialects.zoho_desk.words import STATUSES, spell

SOURCES = ["zoho_desk_api", "zoho_desk_backup"]


def write(story: Story, landing: Path) -> None:
    """Both shapes, a folder each."""
    write_api(story, landing / "zoho_desk_api")
    write_backup(story, landing / "zoho_desk_backup")


def known(story: Story, source: str) -> Story:
    """What an export of this shape lets one know."""
    chats = ("chats", "bot_messages", "ai_messages", "ai_conversations")
    story = story.without(*chats, "survey_sends", "merges", "availability")
    story = story.changed("messages", lambda row: None if row["author_type"] in ("ai_agent", "bot") else row)
    story = story.changed("agents", lambda row: None if row["agent_type"] != "human" else row)
    story = story.changed("agents", lambda row: {**row, "time_zone": TIME_ZONE})
    # Flags say what was removed, nothing says when.
    story = story.changed("ticket_events", _unless_removal, because="removals")
    story = _of_api(story) if source == "zoho_desk_api" else _of_backup(story)
    return story.spelled(spell)


def _unless_removal(event: Row) -> Row | None:
    return None if event["event_type"] in ("marked_spam", "deleted") else event


def _stage(row: Row) -> Row:
    name, _, order, category = STATUSES[row["stage_id"]]
    return {**row, "stage_name": name, "display_order": order, "status_category": category}


def _of_api(story: Story) -> Story:
    def answer(row: Row) -> Row:
        return {**row, "survey_id": "customer_happiness", "survey_name": "Customer happiness"}

    return story.changed("survey_responses", answer).changed("stages", _stage)


def _of_backup(story: Story) -> Story:
    """Present values and the last close; departments have no names."""
    story = story.without("stage_history", "owner_history", "team_history", "messages", "survey_answers", "initiators")
    story = story.without("schedules", "schedule_exceptions").changed("ticket_events", lambda _: None)

    def ticket(row: Row) -> Row | None:
        return None if "true" in (row["is_spam"], row["is_deleted"]) else row

    story = story.changed("tickets", ticket).changed("agents", lambda row: {**row, "team_id": ""})
    story = story.changed("teams", lambda row: {**row, "team_name": spell("team", row["team_id"])})
    used = {row["stage_id"] for row in story.rows("tickets")}
    return story.changed("stages", lambda row: _stage(row) if row["stage_id"] in used else None)
