"""Pages of the API: overlapping, newest first, ids as numbers here and as texts there."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.dialects.story import Row, Story, write_json, write_note
from tests.dialects.zendesk.spelling import (
    LABELS, MACHINES, MERGED, MERGED_AT, PLACES, STATUS_IDS, SURVIVOR, author, bot_ids, comment, long_id, merge_note,
    metrics, number, organizations, people, spell,
)  # fmt: skip

_FIELDS = {"stage_changed": "status", "owner_changed": "assignee_id", "team_changed": "group_id"}
_FIELDS |= {"priority_changed": "priority", "ticket_type_changed": "type", "deleted": "status", "marked_spam": "status"}
_STATUSES = {"available": (3, "online"), "away": (4, "away")}
_SCORES = {"great": "good", "okay": "good", "not_good": "bad"}
_VIA = {"email": "email", "portal": "web", "chat": "chat"}


def write(story: Story, folder: Path) -> None:
    """All that the API tells of the story."""
    write_note(folder, "zendesk", bot_agent_ids=bot_ids(story))
    _write_pages(folder / "incremental_tickets_cursor.ndjson", "tickets", [ticket_row(story, row) for row in story.rows("tickets")])
    audits = [audit for row in story.rows("tickets") for audit in _audits(story, row)]
    newest_first = sorted(audits, key=lambda audit: (audit["created_at"], audit["id"]), reverse=True)
    _write_pages(folder / "ticket_audits.ndjson", "audits", newest_first)
    _write_pages(folder / "users.ndjson", "users", people(story))
    write_json(folder / "organizations.json", {"organizations": organizations(story), "count": 2, "next_page": None})
    write_json(folder / "ticket_metrics.json", {"ticket_metrics": [metrics(story, row) for row in story.rows("tickets")]})
    write_json(folder / "satisfaction_ratings.json", {"satisfaction_ratings": _ratings(story)})
    _write_desk(story, folder)
    _write_polls(story, folder)
    write_json(folder / "chats.json", {"chats": [_chat(story, row) for row in story.rows("chats")]})


def known(story: Story) -> Story:
    """All but what the AI agent knows of itself; who is one, too, is nowhere written."""
    story = story.without("ai_conversations")
    story = story.changed("agents", _as_bot, because="ai_messages").changed("messages", _as_bot)
    story = story.changed("ticket_events", _known_event).changed("tickets", _known_ticket)
    entities = dict(story.spelled(spell).entities)
    entities["stages"] = _stages()
    entities["tickets"] = [{**row, "stage_id": STATUS_IDS.get(row["stage_id"], row["stage_id"])} for row in entities["tickets"]]
    entities["ticket_events"] = [_stage_ids(row) for row in entities["ticket_events"]]
    notes = [{name: spell("message" if name == "message_id" else "agent" if name == "author_id" else name, value)
              for name, value in merge_note(one).items()} for one in (MERGED, SURVIVOR)]  # fmt: skip
    entities["messages"] = [{**row, "is_automated": "false"} for row in entities["messages"]] + notes
    entities["survey_sends"] = [_known_survey(row) for row in entities["survey_sends"]]
    entities["survey_responses"] = [
        _known_survey(row) | {"scale": "good_bad", "score": _SCORES[row["score"]]} for row in entities["survey_responses"]
    ]
    entities["schedule_exceptions"] = [
        {**row, "subject_type": "schedule", "subject_id": long_id("schedule", "61")} for row in entities["schedule_exceptions"]
    ]
    entities["availability_intervals"] = [
        {**row, "detailed_status": _STATUSES[row["status"]][1]} for row in entities["availability_intervals"]
    ]
    return Story(entities, story.lacks)


def _as_bot(row: Row) -> Row:
    name = "agent_type" if "agent_type" in row else "author_type"
    return {**row, name: "bot"} if row[name] in MACHINES else row


def _known_event(event: Row) -> Row | None:
    """Spam goes into the bin without being solved; a merge closes for good."""
    if event["event_type"] == "stage_changed" and event["ticket_id"] == "112":
        return None
    if event["event_type"] == "stage_changed" and event["ticket_id"] == MERGED:
        return {**event, "new_value": "closed"}
    return event


def _known_ticket(ticket: Row) -> Row:
    stage = {"112": "open", MERGED: "closed"}.get(ticket["ticket_id"], ticket["stage_id"])
    return {**ticket, "stage_id": stage}


def _stage_ids(event: Row) -> Row:
    values = {name: STATUS_IDS.get(event[name], event[name]) for name in ("old_value", "new_value")}
    return {**event, **values} if event["event_type"] == "stage_changed" else event


def _stages() -> list[Row]:
    category = {"hold": "on_hold", "solved": "closed"}
    own = [{"stage_id": STATUS_IDS[word], "stage_name": label, "display_order": PLACES[word],
            "status_category": category.get(word, word)} for word, label in LABELS.items()]  # fmt: skip
    return [*own, {"stage_id": "closed", "stage_name": "Closed", "display_order": "6", "status_category": "closed"}]


def _known_survey(row: Row) -> Row:
    names = [name for name in ("survey_send_id", "survey_response_id") if name in row]
    ids = {name: _rating_id(row[name]) for name in names}
    return {**row, **ids, "survey_id": "satisfaction_rating", "survey_name": "Satisfaction rating"}


def _rating_id(value: str) -> str:
    return f"290134319{int(value[1:]):05d}"


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
        "via": {"channel": _VIA[row["source_type"]], "source": {"from": {}, "to": {}, "rel": None}},
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


def _audits(story: Story, row: Row) -> Iterable[dict[str, Any]]:
    """What happened to one ticket: comments and changes, gathered by instant and by who did it."""
    happened: dict[tuple[str, int], list[dict[str, Any]]] = {}
    messages = story.of_ticket("messages", row["ticket_id"])
    for message in messages:
        # A chat comes as one transcript beside the chat itself.
        if not message["chat_id"] or message is messages[0]:
            happened.setdefault((message["sent_at"], author(message)), []).append(comment(message))
    first = next(iter(happened))
    happened[first] += [
        {"type": "Create", "field_name": field, "value": value} for field, value in _first_values(story, row)
    ]
    for event in story.of_ticket("ticket_events", row["ticket_id"]):
        if event["event_type"] in _FIELDS and not (row["is_spam"] == "true" and event["event_type"] == "stage_changed"):
            kind = "customer" if event["actor_type"] == "customer" else "agent"
            actor = int(long_id(kind, event["actor_id"])) if event["actor_id"] else -1
            happened.setdefault((event["occurred_at"], actor), []).extend(_changes(event))
    if row["ticket_id"] in (MERGED, SURVIVOR):
        happened.setdefault((MERGED_AT, int(long_id("agent", "11"))), []).append(comment(merge_note(row["ticket_id"])))
    for place, ((instant, actor), events) in enumerate(sorted(happened.items())):
        yield _audit(row, place, instant, actor, events)


def _audit(row: Row, place: int, instant: str, actor: int, events: list[dict[str, Any]]) -> dict[str, Any]:
    number_of_audit = int(row["ticket_id"]) * 10_000 + place * 100
    source: dict[str, Any] = {"from": {}, "to": {}, "rel": None}
    if instant == MERGED_AT and row["ticket_id"] == SURVIVOR:
        source = {"from": {"ticket_ids": [int(MERGED)]}, "to": {}, "rel": "merge"}
    elif instant == MERGED_AT and row["ticket_id"] == MERGED:
        source = {"from": {}, "to": {}, "rel": "merge"}
    return {
        "id": number_of_audit,
        "ticket_id": int(row["ticket_id"]),
        "created_at": instant,
        "author_id": actor,
        "metadata": {"system": {"ip_address": "192.0.2.7", "location": "Nowhere"}, "custom": {}},
        "via": {"channel": "rule" if actor == -1 else _VIA[row["source_type"]], "source": source},
        "events": [{"id": number_of_audit + count, **event} for count, event in enumerate(events, start=1)],
    }


def _first_values(story: Story, row: Row) -> Iterable[tuple[str, Any]]:
    """Values at the creation, ids as texts; what nobody set is null."""
    events = story.of_ticket("ticket_events", row["ticket_id"])
    columns = {"status": "stage_id", "assignee_id": "owner_id", "group_id": "team_id", "priority": "priority", "type": "ticket_type"}
    for field, column in columns.items():
        old = [event["old_value"] for event in events if _FIELDS.get(event["event_type"]) == field]
        yield field, _value(field, old[0] if old and old[0] else row[column])
    yield "custom_status_id", STATUS_IDS["open"]
    yield "tags", []


def _value(field: str, value: str) -> str | None:
    kind = {"assignee_id": "agent", "group_id": "team"}.get(field)
    return (long_id(kind, value) if kind else value) or None


def _changes(event: Row) -> Iterable[dict[str, Any]]:
    field = _FIELDS[event["event_type"]]
    old, new = (_value(field, event[name]) for name in ("old_value", "new_value"))
    if event["event_type"] in ("deleted", "marked_spam"):
        old, new = "open", "deleted"
    if event["ticket_id"] == MERGED and field == "status":
        yield {"type": "Change", "field_name": "tags", "value": ["closed_by_merge"], "previous_value": "[]"}
        new = "closed"
    yield {"type": "Change", "field_name": field, "value": new, "previous_value": old}
    if field == "status" and new in STATUS_IDS:
        yield {"type": "Change", "field_name": "custom_status_id", "value": STATUS_IDS[new], "previous_value": STATUS_IDS[old or "open"]}


def _ratings(story: Story) -> list[dict[str, Any]]:
    """One record per survey: offered, and where it was answered the score in its place."""
    answers = {row["survey_send_id"]: row for row in story.rows("survey_responses")}
    ratings: list[dict[str, Any]] = []
    for row in story.rows("survey_sends"):
        answer = answers.get(row["survey_send_id"])
        ratings.append({
            "id": int(_rating_id(row["survey_send_id"])),
            "ticket_id": int(row["ticket_id"]),
            "requester_id": int(long_id("customer", row["customer_id"])),
            "assignee_id": int(long_id("agent", row["agent_id"])),
            "score": _SCORES[answer["score"]] if answer else "offered",
            "comment": (answer["comment"] or None) if answer else None,
            "created_at": row["sent_at"],
            "updated_at": answer["answered_at"] if answer else row["sent_at"],
        })  # fmt: skip
    return ratings


def _write_desk(story: Story, folder: Path) -> None:
    """Groups, statuses, business hours and holidays."""
    groups = [{"id": int(long_id("team", row["team_id"])), "name": row["team_name"], "deleted": False} for row in story.rows("teams")]
    write_json(folder / "groups.json", {"groups": groups})
    statuses = [{"id": int(STATUS_IDS[word]), "status_category": word, "agent_label": label} for word, label in LABELS.items()]
    write_json(folder / "custom_statuses.json", {"custom_statuses": statuses})
    members = [
        {"id": int(row["agent_id"]), "user_id": int(long_id("agent", row["agent_id"])), "group_id": int(long_id("team", row["team_id"])),
         "default": True, "created_at": "2025-01-07T08:00:00Z", "updated_at": "2025-01-07T08:00:00Z"}
        for row in story.rows("agents")
    ]  # fmt: skip
    write_json(folder / "group_memberships.json", {"group_memberships": members})
    hours = story.rows("schedules")
    intervals = [
        {side: (int(row["day_of_week"]) % 7) * 1440 + int(row[side][:2]) * 60 + int(row[side][3:]) for side in ("start_time", "end_time")}
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


def _write_polls(story: Story, folder: Path) -> None:
    """Who is what, asked whenever something changed: a file per poll, the same status in many of them."""
    rows = story.rows("availability_intervals")
    for instant in sorted({row["started_at"] for row in rows}):
        present = {row["agent_id"]: row for row in rows if row["started_at"] <= instant}
        data = [_availability(row) for row in present.values()]
        name = f"agent_availabilities_{instant.replace(':', '')}.json"
        write_json(folder / name, {"data": data, "links": {"next": None}, "meta": {"has_more": False}})


def _availability(row: Row) -> dict[str, Any]:
    status, name = _STATUSES[row["status"]]
    agent = long_id("agent", row["agent_id"])
    state = {"id": status, "name": name, "updated_at": row["started_at"]}
    return {"id": f"agent_availabilities|{agent}", "type": "agent_availabilities", "attributes": {"agent_id": int(agent), "agent_status": state}}


def _chat(story: Story, row: Row) -> dict[str, Any]:
    lines = [message for message in story.rows("messages") if message["chat_id"] == row["chat_id"]]
    history = [
        {"type": "chat.msg", "timestamp": line["sent_at"], "nick": "visitor:1" if line["author_type"] == "customer" else f"agent:{author(line)}",
         "msg": "(text)", "msg_id": f"{place:03d}"}
        for place, line in enumerate(lines)
    ]  # fmt: skip
    joined = {"type": "chat.memberjoin", "timestamp": row["started_at"], "nick": "visitor:1", "name": "Visitor 75411361"}
    return {
        "id": spell("chat", row["chat_id"]), "type": "chat", "timestamp": row["started_at"], "end_timestamp": row["ended_at"],
        "zendesk_ticket_id": int(row["ticket_id"]), "missed": False, "deleted": False, "history": [joined, *history],
        "session": {"ip": "192.0.2.9"}, "visitor": {"id": "1.83900"},
    }  # fmt: skip
