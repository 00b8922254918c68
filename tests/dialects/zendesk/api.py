"""Pages of the API: overlapping, newest first, ids as numbers here and as texts there."""

import json
from pathlib import Path
from typing import Any

from tests.dialects.story import Row, Story, write_json, write_note
from tests.dialects.zendesk.audits import ticket_audits
from tests.dialects.zendesk.desk import chat, ratings, write_desk, write_polls
from tests.dialects.zendesk.spelling import (
    MERGED,
    STATUS_IDS,
    VIA,
    bot_ids,
    long_id,
    metric_set,
    number,
    organizations,
    people,
)


def write(story: Story, folder: Path) -> None:
    """All that the API tells of the story."""
    write_note(folder, "zendesk", bot_agent_ids=bot_ids(story))
    tickets = story.rows("tickets")
    _write_pages(folder / "incremental_tickets_cursor.ndjson", "tickets", [ticket_row(story, row) for row in tickets])
    audits = [audit for row in tickets for audit in ticket_audits(story, row)]
    newest_first = sorted(audits, key=lambda audit: (audit["created_at"], audit["id"]), reverse=True)
    _write_pages(folder / "ticket_audits.ndjson", "audits", newest_first)
    _write_pages(folder / "users.ndjson", "users", people(story))
    write_json(folder / "organizations.json", {"organizations": organizations(story), "count": 2, "next_page": None})
    write_json(folder / "ticket_metrics.json", {"ticket_metrics": [metric_set(story, row) for row in tickets]})
    write_json(folder / "satisfaction_ratings.json", {"satisfaction_ratings": ratings(story)})
    write_desk(story, folder)
    write_polls(story, folder)
    write_json(folder / "chats.json", {"chats": [chat(story, row) for row in story.rows("chats")]})


def _write_pages(path: Path, name: str, records: list[dict[str, Any]]) -> None:
    """A page a line; each begins with the last two records of the one before."""
    pages: list[Any] = []
    for first in range(0, len(records), 7):
        page = records[max(first - 2, 0) : first + 7]
        pages.append({name: page, "after_cursor": f"c{first}", "end_of_stream": first + 7 >= len(records)})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(page) + "\n" for page in pages), encoding="utf-8")


def ticket_row(story: Story, row: Row) -> dict[str, Any]:
    """A ticket as it stands now."""
    events = story.of_ticket("ticket_events", row["ticket_id"])
    gone = row["is_deleted"] == "true" or row["is_spam"] == "true"
    status = "deleted" if gone else "closed" if row["ticket_id"] == MERGED else row["stage_id"]
    opener = "agent" if row["initiated_by"] == "agent" else "customer"
    return {
        "id": int(row["ticket_id"]),
        "url": f"https://lamps.zendesk.com/api/v2/tickets/{row['ticket_id']}.json",
        "via": {"channel": VIA[row["source_type"]], "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": row["created_at"],
        "updated_at": events[-1]["occurred_at"] if events else row["created_at"],
        "subject": row["subject"],
        "description": "(text)",
        "type": row["ticket_type"],
        "priority": row["priority"],
        "status": status,
        "custom_status_id": int(STATUS_IDS["open" if gone else row["stage_id"]]),
        "requester_id": int(long_id("customer", row["customer_id"])),
        "submitter_id": int(long_id(opener, row["owner_id"] if opener == "agent" else row["customer_id"])),
        "assignee_id": number(long_id("agent", row["owner_id"])),
        "group_id": number(long_id("team", row["team_id"])),
        "tags": ["closed_by_merge"] if row["ticket_id"] == MERGED else [],
        "generated_timestamp": 1775000000,
    }
