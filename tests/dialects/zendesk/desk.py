"""What stands around the tickets: surveys, groups, statuses, hours, polls of who is there, chats."""

from pathlib import Path
from typing import Any

from tests.dialects.story import Row, Story, write_json
from tests.dialects.zendesk.spelling import LABELS, SCORES, STATUS_IDS, STATUSES, author, long_id, rating_id, spell


def ratings(story: Story) -> list[dict[str, Any]]:
    """One record per survey: offered, and where it was answered the score in its place."""
    answers = {row["survey_send_id"]: row for row in story.rows("survey_responses")}
    ratings: list[dict[str, Any]] = []
    for row in story.rows("survey_sends"):
        answer = answers.get(row["survey_send_id"])
        ratings.append({
            "id": int(rating_id(row["survey_send_id"])),
            "ticket_id": int(row["ticket_id"]),
            "requester_id": int(long_id("customer", row["customer_id"])),
            "assignee_id": int(long_id("agent", row["agent_id"])),
            "score": SCORES[answer["score"]] if answer else "offered",
            "comment": (answer["comment"] or None) if answer else None,
            "created_at": row["sent_at"],
            "updated_at": answer["answered_at"] if answer else row["sent_at"],
        })  # fmt: skip
    return ratings


def write_desk(story: Story, folder: Path) -> None:
    """Groups, statuses, business hours and holidays."""
    groups = [
        {"id": int(long_id("team", row["team_id"])), "name": row["team_name"], "deleted": False}
        for row in story.rows("teams")
    ]
    write_json(folder / "groups.json", {"groups": groups})
    statuses = [
        {"id": int(STATUS_IDS[word]), "status_category": word, "agent_label": label} for word, label in LABELS.items()
    ]
    write_json(folder / "custom_statuses.json", {"custom_statuses": statuses})
    members = [_membership(row) for row in story.rows("agents")]
    write_json(folder / "group_memberships.json", {"group_memberships": members})
    hours = story.rows("schedules")
    intervals = [
        {
            side: (int(row["day_of_week"]) % 7) * 1440 + int(row[side][:2]) * 60 + int(row[side][3:])
            for side in ("start_time", "end_time")
        }
        for row in hours
    ]
    calendar = long_id("schedule", hours[0]["schedule_id"])
    schedule = {"id": int(calendar), "name": hours[0]["schedule_name"], "time_zone": "Berlin", "intervals": intervals}
    write_json(folder / "schedules.json", {"schedules": [schedule]})
    holidays = [
        {"id": place, "name": row["reason"], "start_date": row["start_date"], "end_date": row["end_date"]}
        for place, row in enumerate(story.rows("schedule_exceptions"), start=1)
    ]
    write_json(folder / f"holidays_{calendar}.json", {"holidays": holidays})


def write_polls(story: Story, folder: Path) -> None:
    """Who is what, asked whenever something changed: a file per poll, the same status in many of them."""
    rows = story.rows("availability_intervals")
    for instant in sorted({row["started_at"] for row in rows}):
        present = {row["agent_id"]: row for row in rows if row["started_at"] <= instant}
        data = [_availability(row) for row in present.values()]
        name = f"agent_availabilities_{instant.replace(':', '')}.json"
        write_json(folder / name, {"data": data, "links": {"next": None}, "meta": {"has_more": False}})


def _availability(row: Row) -> dict[str, Any]:
    status, name = STATUSES[row["status"]]
    agent = long_id("agent", row["agent_id"])
    state = {"id": status, "name": name, "updated_at": row["started_at"]}
    return {
        "id": f"agent_availabilities|{agent}",
        "type": "agent_availabilities",
        "attributes": {"agent_id": int(agent), "agent_status": state},
    }


def _membership(row: Row) -> dict[str, Any]:
    return {
        "id": int(row["agent_id"]),
        "user_id": int(long_id("agent", row["agent_id"])),
        "group_id": int(long_id("team", row["team_id"])),
        "default": True,
        "created_at": "2025-01-07T08:00:00Z",
        "updated_at": "2025-01-07T08:00:00Z",
    }


def chat(story: Story, row: Row) -> dict[str, Any]:
    """A chat with all that was said, and with someone who joined, which is no message."""
    lines = [message for message in story.rows("messages") if message["chat_id"] == row["chat_id"]]
    joined = {
        "type": "chat.memberjoin",
        "timestamp": row["started_at"],
        "nick": "visitor:1",
        "name": "Visitor 754",
    }
    return {
        "id": spell("chat", row["chat_id"]),
        "type": "chat",
        "timestamp": row["started_at"],
        "end_timestamp": row["ended_at"],
        "zendesk_ticket_id": int(row["ticket_id"]),
        "missed": False,
        "deleted": False,
        "history": [joined, *(_chat_line(line, place) for place, line in enumerate(lines))],
        "session": {"ip": "192.0.2.9"},
        "visitor": {"id": "1.83900"},
    }


def _chat_line(line: Row, place: int) -> dict[str, Any]:
    nick = "visitor:1" if line["author_type"] == "customer" else f"agent:{author(line)}"
    return {"type": "chat.msg", "timestamp": line["sent_at"], "nick": nick, "msg": "(text)", "msg_id": f"{place:03d}"}
