"""Audits: what one person or rule did to one ticket at one instant."""

from collections.abc import Iterable
from typing import Any

from tests.dialects.story import Row, Story
from tests.dialects.zendesk.spelling import (
    MERGED,
    MERGED_AT,
    STATUS_IDS,
    SURVIVOR,
    VIA,
    author,
    comment,
    long_id,
    merge_note,
)

_FIELDS = {"stage_changed": "status", "owner_changed": "assignee_id", "team_changed": "group_id"}
_FIELDS |= {"priority_changed": "priority", "ticket_type_changed": "type", "deleted": "status", "marked_spam": "status"}


def ticket_audits(story: Story, row: Row) -> Iterable[dict[str, Any]]:
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
        "via": {"channel": "rule" if actor == -1 else VIA[row["source_type"]], "source": source},
        "events": [{"id": number_of_audit + count, **event} for count, event in enumerate(events, start=1)],
    }


def _first_values(story: Story, row: Row) -> Iterable[tuple[str, Any]]:
    """Values at the creation, ids as texts; what nobody set is null."""
    events = story.of_ticket("ticket_events", row["ticket_id"])
    columns = {
        "status": "stage_id",
        "assignee_id": "owner_id",
        "group_id": "team_id",
        "priority": "priority",
        "type": "ticket_type",
    }
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
        yield {
            "type": "Change",
            "field_name": "custom_status_id",
            "value": STATUS_IDS[new],
            "previous_value": STATUS_IDS[old or "open"],
        }
