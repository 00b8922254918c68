"""The story in the generic format: rows that each dialect writes its own way, less what its export cannot say.

A dialect says two things of the story: how its vendor writes it (`write`), and what of it an export of that shape lets
one know (`known`: the same rows in the vendor's ids and words, without what the vendor keeps to itself). The marts of
both must be equal. What is taken away stands in `lacks`, and the capability table must own up to it.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "dialects" / "generic"

# Local midnight in Berlin, after the last thing that happens.
EXPORTED_AT = "2026-04-09T22:00:00Z"
TIME_ZONE = "Europe/Berlin"

Row = dict[str, str]
# Kind of the thing named (ticket, agent, customer, …, else the column's name) and value to value.
Spell = Callable[[str, str], str]

_KINDS = {
    "merged_into_ticket_id": "ticket",
    "owner_id": "agent",
    "ai_agent_id": "agent",
    "merged_into_customer_id": "customer",
}
_EVENT_KINDS = {
    "stage_changed": "stage",
    "owner_changed": "agent",
    "team_changed": "team",
    "pipeline_changed": "pipeline",
    "schedule_changed": "schedule",
    "merged": "ticket",
    "priority_changed": "priority",
    "ticket_type_changed": "ticket_type",
}
# What goes when a fact is unknown: whole entities, kinds of events, columns (entity, column).
_ENTITIES = {
    "messages": ["messages", "chats"],
    "chats": ["chats"],
    "survey_answers": ["survey_responses"],
    "survey_sends": ["survey_sends"],
    "availability": ["availability_intervals"],
    "schedules": ["schedules"],
    "schedule_exceptions": ["schedule_exceptions"],
    "ai_conversations": ["ai_conversations"],
}
_EVENTS = {
    "owner_history": ["owner_changed"],
    "team_history": ["team_changed"],
    "priorities": ["priority_changed"],
    "ticket_types": ["ticket_type_changed"],
    "merges": ["merged"],
    "removals": ["marked_spam", "deleted"],
}
_COLUMNS = {
    "chats": [("messages", "chat_id")],
    "survey_sends": [("survey_responses", "survey_send_id")],
    "priorities": [("tickets", "priority")],
    "ticket_types": [("tickets", "ticket_type")],
    "channels": [("tickets", "channel"), ("tickets", "source_type")],
    "merges": [("tickets", "merged_into_ticket_id")],
    "removals": [("tickets", "is_spam"), ("tickets", "is_deleted")],
    "initiators": [("tickets", "initiated_by")],
    "companies": [("customers", "company_id"), ("customers", "company_name")],
}


@dataclass(frozen=True)
class Story:
    """Rows by entity, as text; `lacks` are the facts that were taken away."""

    entities: Mapping[str, list[Row]]
    lacks: frozenset[str] = frozenset()

    def rows(self, entity: str) -> list[Row]:
        """Rows of an entity; none when the story has none."""
        return self.entities.get(entity, [])

    def of_ticket(self, entity: str, ticket_id: str) -> list[Row]:
        """Rows of an entity that belong to one ticket, in their order."""
        return [row for row in self.rows(entity) if row["ticket_id"] == ticket_id]

    def changed(self, entity: str, change: Callable[[Row], Row | None], because: str | None = None) -> "Story":
        """Each row of an entity changed, or dropped where `change` gives None; `because` names the fact it costs."""
        rows = [new for row in self.rows(entity) if (new := change(dict(row))) is not None]
        lacks = self.lacks | {because} if because else self.lacks
        return replace(self, entities={**self.entities, entity: rows}, lacks=lacks)

    def without(self, *facts: str) -> "Story":
        """The story without these facts of the capability table."""
        story = self
        for fact in facts:
            gone = set(_ENTITIES.get(fact, []))
            story = replace(
                story,
                entities={name: rows for name, rows in story.entities.items() if name not in gone},
                lacks=story.lacks | {fact},
            )
            story = story.changed("ticket_events", lambda row, fact=fact: _kept(row, fact))
            for entity, column in _COLUMNS.get(fact, []):
                story = story.changed(entity, lambda row, column=column: {**row, column: ""})
            if fact == "stage_history":
                story = _without_stage_history(story)
        return story

    def spelled(self, spell: Spell) -> "Story":
        """Every id and word as the vendor spells it."""
        entities = {
            entity: [{name: spell(_kind(name, row), value) for name, value in row.items()} for row in rows]
            for entity, rows in self.entities.items()
        }
        return replace(self, entities=entities)


def read_story(folder: Path = FOLDER) -> Story:
    """The story as it lies in the folder of generic files."""
    entities = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            entities[path.stem] = list(csv.DictReader(lines))
    return Story(entities)


def write_generic(story: Story, folder: Path) -> None:
    """The story as an account of the generic format."""
    write_note(folder, "other")
    for entity, rows in story.entities.items():
        write_csv(folder / f"{entity}.csv", rows)


def write_csv(path: Path, rows: list[Row], **dialect: Any) -> None:
    """Rows as csv with a header, nothing at all when there are none."""
    if rows:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n", **dialect)
            writer.writeheader()
            writer.writerows(rows)


def write_json(path: Path, page: Any) -> None:
    """A page of an API as one JSON text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(page, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_note(folder: Path, source_system: str, **more: Any) -> None:
    """The note beside an export."""
    note = {"source_system": source_system, "exported_at": EXPORTED_AT, "time_zone": TIME_ZONE, "complete": True}
    write_json(folder / "_export.json", note | more)


def id_of_person(name: str) -> str:
    """What staging makes of the name or address of a person without an id."""
    return f"contact-{hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:16]}"


def _kept(event: Row, fact: str) -> Row | None:
    gone = _EVENTS.get(fact, [])
    if fact == "stage_history":
        gone = ["stage_changed"]
    return None if event["event_type"] in gone else event


def _without_stage_history(story: Story) -> Story:
    """Only the present stage is known, and the last close of what is closed now."""
    closed = {row["stage_id"] for row in story.rows("stages") if row["status_category"] == "closed"}
    last = {
        event["ticket_id"]: event["occurred_at"]
        for event in read_story().rows("ticket_events")
        if event["event_type"] == "stage_changed" and event["new_value"] in closed
    }

    def present(ticket: Row) -> Row:
        closed_at = last.get(ticket["ticket_id"], "") if ticket["stage_id"] in closed else ""
        return {**ticket, "closed_at": closed_at}

    return story.changed("tickets", present)


def _kind(column: str, row: Row) -> str:
    if column in ("author_id", "actor_id"):
        role = row.get("author_type") or row.get("actor_type")
        return "customer" if role == "customer" else "agent"
    if column in ("old_value", "new_value"):
        return _EVENT_KINDS.get(row["event_type"], column)
    return _KINDS.get(column, column.removesuffix("_id"))
