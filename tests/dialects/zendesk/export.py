"""The JSON account export: one ticket a line with its comments and numbers, people and organizations; no history."""

import json
from pathlib import Path
from typing import Any

from tests.dialects.story import Row, Story, write_note
from tests.dialects.zendesk.api import ticket_row
from tests.dialects.zendesk.spelling import (
    MERGED, PLACES, bot_ids, comment, long_id, metrics, organizations, people, spell,
)  # fmt: skip

_UNKNOWN = ("stage_history", "owner_history", "team_history", "removals", "chats", "survey_sends", "survey_answers")
_UNKNOWN += ("availability", "schedules", "schedule_exceptions", "ai_conversations")


def write(story: Story, folder: Path) -> None:
    """Three exports: tickets, users (each under its name), organizations."""
    write_note(folder, "zendesk", bot_agent_ids=bot_ids(story))
    _write_lines(folder / "tickets_export_2026_04_10_1.json", [_line(story, row) for row in story.rows("tickets")])
    _write_lines(folder / "users_export_2026_04_10_1.json", [{"user": user} for user in people(story)])
    _write_lines(folder / "organizations_export_2026_04_10_1.json", organizations(story))


def known(story: Story) -> Story:
    """The present state, the comments, and when a ticket was solved last."""
    raise NotImplementedError(PLACES)


def _line(story: Story, row: Row) -> dict[str, Any]:
    """A ticket as the export has it: assignee and group stand in it whole."""
    ticket = ticket_row(story, row)
    agents = {agent["agent_id"]: agent["agent_name"] for agent in story.rows("agents")}
    del ticket["assignee_id"], ticket["custom_status_id"], ticket["generated_timestamp"]
    owner = {"id": int(long_id("agent", row["owner_id"])), "name": agents[row["owner_id"]]} if row["owner_id"] else None
    return {**ticket, "assignee": owner, "comments": _comments(story, row), "metric_set": metrics(story, row)}


def _comments(story: Story, row: Row) -> list[dict[str, Any]]:
    messages = story.of_ticket("messages", row["ticket_id"])
    # A chat is one transcript, written when it began.
    shown = messages[:1] if messages[0]["chat_id"] else messages
    comments = [{**comment(message), "created_at": message["sent_at"]} for message in shown]
    return comments


def _write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
