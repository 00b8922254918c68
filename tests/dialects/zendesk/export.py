"""The JSON account export: one ticket a line with its comments and numbers, people and organizations; no history."""

import json
from pathlib import Path
from typing import Any

from tests.dialects.story import Row, Story, write_note
from tests.dialects.zendesk.api import ticket_row
from tests.dialects.zendesk.spelling import (
    MERGED,
    SURVIVOR,
    VIA,
    bot_ids,
    comment,
    long_id,
    merge_note,
    metric_set,
    organizations,
    people,
)


def write(story: Story, folder: Path) -> None:
    """Three exports: tickets, users (each under its name), organizations."""
    write_note(folder, "zendesk", bot_agent_ids=bot_ids(story))
    _write_lines(folder / "tickets_export_2026_04_10_1.json", [_line(story, row) for row in story.rows("tickets")])
    _write_lines(folder / "users_export_2026_04_10_1.json", [{"user": user} for user in people(story)])
    _write_lines(folder / "organizations_export_2026_04_10_1.json", organizations(story))


def _line(story: Story, row: Row) -> dict[str, Any]:
    """A ticket as the export has it: assignee and group stand in it whole."""
    ticket = ticket_row(story, row)
    agents = {agent["agent_id"]: agent["agent_name"] for agent in story.rows("agents")}
    del ticket["assignee_id"], ticket["custom_status_id"], ticket["generated_timestamp"]
    owner = {"id": int(long_id("agent", row["owner_id"])), "name": agents[row["owner_id"]]} if row["owner_id"] else None
    return {**ticket, "assignee": owner, "comments": _comments(story, row), "metric_set": metric_set(story, row)}


def _comments(story: Story, row: Row) -> list[dict[str, Any]]:
    messages = story.of_ticket("messages", row["ticket_id"])
    # A chat is one transcript.
    shown = messages[:1] if messages[0]["chat_id"] else messages
    via = {"channel": VIA[row["source_type"]], "source": {"from": {}, "to": {}, "rel": None}}
    comments = [{**comment(message), "created_at": message["sent_at"], "via": via} for message in shown]
    if row["ticket_id"] in (MERGED, SURVIVOR):
        note = merge_note(row["ticket_id"])
        merge = {"channel": "web", "source": {"from": {}, "to": {}, "rel": "merge"}}
        body = f'This request was closed and merged into request #{SURVIVOR} "Lamp flickers, with video".'
        comments.append({**comment(note), "created_at": note["sent_at"], "via": merge, "body": body})
    return comments


def _write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
