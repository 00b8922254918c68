"""Random exports in the generic format, the same for the same seed: small accounts full of edges.

Instants lie on a coarse grid, so that many of them meet: messages on closes, moves on reopens, changes at midnight.
Every account spans a change of clocks or of the year. What the contract leaves open is not drawn: fractions of seconds,
wall clocks that occur twice, events at or after the export.
"""

import csv
import json
import random
from datetime import datetime, timedelta
from pathlib import Path

from tests.reference.drafts import (
    AUTHORS,
    CHANGING_STAGE,
    CONSTANT_STAGE,
    PROPERTIES,
    STAGES,
    STARTS,
    ZONES,
    Draft,
    Property,
    Row,
    add_calendars,
    add_settings,
    text,
)
from tests.reference.export import Export


def _changes(draft: Draft, ticket_id: str, created: datetime, changing: Property) -> str:
    """Random changes of one property, some to the value it has already; gives the present value."""
    present = draft.dice.choice(changing.first or changing.values)
    at = created - timedelta(minutes=draft.dice.choice((0, 0, 0, 10)))
    taken: dict[datetime, int] = {}
    while draft.dice.random() < changing.chance:
        new = draft.dice.choice(changing.values)
        actor = draft.dice.choice(("agent", "customer", "automation"))
        sequence = taken[at] = taken.get(at, -1) + 1
        draft.add(
            "ticket_events",
            ticket_id=ticket_id,
            occurred_at=text(at),
            sequence=sequence or "",
            event_type=f"{changing.name}_changed",
            old_value=present,
            new_value=new,
            actor_type=actor,
            actor_id=draft.dice.choice(AUTHORS[actor]),
        )
        present, at = new, draft.instant(max(at, created))
    return present


def _removals(draft: Draft, ticket_id: str, created: datetime) -> Row:
    """Marks that take a ticket out, with or without an event, at times taken back; gives the present flags."""
    spam: Row = {"is_spam": "true"}
    deleted: Row = {"is_deleted": "true"}
    merged: Row = {"merged_into_ticket_id": "T0"}
    kind = draft.dice.choice(("spam", "deleted", "merged", "restored", "flag", "both", "mixed"))
    if kind == "flag":
        return draft.dice.choice((spam, deleted, merged))
    at = draft.instant(created)
    event_type, flags = {"spam": ("marked_spam", spam), "merged": ("merged", merged)}.get(kind, ("deleted", deleted))
    event: Row = {"ticket_id": ticket_id, "new_value": "T0" if kind == "merged" else ""}
    draft.add("ticket_events", **event, occurred_at=text(at), event_type=event_type)
    if kind == "restored":
        draft.add("ticket_events", **event, occurred_at=text(at + timedelta(minutes=4)), event_type="restored")
        return {}
    if kind == "both":
        draft.add("ticket_events", **event, occurred_at=text(draft.instant(at)), event_type="marked_spam")
    return flags | spam if kind in {"both", "mixed"} else flags


def _messages(draft: Draft, ticket_id: str, created: datetime, chat_id: str) -> None:
    """A conversation of people, bots and rules, with notes and automatic mail in between."""
    dice, at = draft.dice, created
    for number in range(dice.randint(0, 14)):
        role = dice.choice(("customer",) * 5 + ("agent",) * 5 + ("bot", "ai_agent", "automation"))
        draft.add(
            "messages",
            message_id=f"{ticket_id}-{number:02d}",
            ticket_id=ticket_id,
            chat_id=chat_id,
            sent_at=text(at),
            sequence=dice.choice(("", "1")),
            author_type=role,
            author_id=dice.choice(AUTHORS[role]),
            is_public=str(role == "customer" or dice.random() < 0.8).lower(),
            is_automated=str(role in {"bot", "automation"} or dice.random() < 0.1).lower(),
        )
        at = draft.instant(at)


def _chat(draft: Draft, ticket_id: str, created: datetime) -> str:
    """A chat that began with the ticket, at times without a word on file; gives its id."""
    dice, chat_id = draft.dice, f"H{ticket_id}"
    ended = dice.choice(("", text(draft.instant(created))))
    draft.add(
        "chats",
        chat_id=chat_id,
        ticket_id=ticket_id,
        started_at=text(created),
        ended_at=ended,
        first_any_reply_at=dice.choice(("", text(created))),
        is_missed=str(bool(ended) and dice.random() < 0.3).lower(),
    )
    return chat_id


def _words(draft: Draft, ticket_id: str, created: datetime) -> Row:
    """Present values that have no history."""
    dice = draft.dice
    dues = ("", text(created + timedelta(hours=4)), text(draft.as_of + timedelta(hours=1)))
    return {
        "ticket_id": ticket_id,
        "created_at": text(created),
        "initiated_by": dice.choice(("customer", "customer", "customer", "agent", "automation")),
        "customer_id": dice.choice(("k1", "k2", "k3", "k4", "k5", "")),
        "ticket_type": dice.choice(("bug", "question", "")),
        "channel": "email",
        "first_response_due_at": dice.choice(dues),
        "resolution_due_at": dice.choice(("", text(created + timedelta(days=2)))),
    }


def _ticket(draft: Draft, number: int) -> None:
    dice, ticket_id = draft.dice, f"T{number}"
    created = draft.start + timedelta(minutes=30 * dice.choice((0, *[dice.randint(0, 600)] * 5)))
    stage = CHANGING_STAGE if dice.random() < 0.8 else CONSTANT_STAGE
    events_before = len(draft.rows.get("ticket_events", []))
    values = _words(draft, ticket_id, created) | {"stage_id": _changes(draft, ticket_id, created, stage)}
    has_history = len(draft.rows.get("ticket_events", [])) > events_before
    values |= {one.column: _changes(draft, ticket_id, created, one) for one in PROPERTIES}
    if dice.random() < 0.25:
        values |= _removals(draft, ticket_id, created)
    is_undated_close = not has_history and STAGES[str(values["stage_id"])][1] == "closed"
    if is_undated_close and dice.random() < 0.7:
        values["closed_at"] = text(draft.instant(created))
        is_undated_close = False
    if dice.random() < (0.6 if is_undated_close else 0.1):
        values["first_replied_at"] = text(draft.instant(created))
    else:
        _messages(draft, ticket_id, created, _chat(draft, ticket_id, created) if dice.random() < 0.3 else "")
    draft.add("tickets", **values)


def draft_account(seed: int, zone: str | None = None, tickets: int = 10) -> Draft:
    """One random account; the seed says everything, a zone may be asked for."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    start = dice.choice(STARTS)
    as_of = start + timedelta(days=dice.choice((14, 16, 30)), minutes=30 * dice.randint(0, 47))
    draft = Draft(dice, zone or dice.choice(ZONES), start, as_of)
    add_settings(draft)
    add_calendars(draft)
    for number in range(tickets):
        _ticket(draft, number)
    for number in range(dice.randint(0, 3)):
        instants = dict.fromkeys(("started_at", "last_activity_at", "handed_off_at"), text(draft.instant(start)))
        names: Row = {"ai_conversation_id": f"Q{number}", "ticket_id": f"T{number}", "ai_message_count": 1}
        draft.add("ai_conversations", **names, **instants)
    return draft


def export_of(source: str, draft: Draft) -> Export:
    """A drawn account with its note."""
    note: Row = {"source_system": "other", "exported_at": text(draft.as_of), "time_zone": draft.zone, "complete": True}
    note["bot_agent_ids"] = ["quiet_bot"]
    if draft.dice.random() < 0.3:
        note["default_schedule_id"] = "c2"
    return Export(source, note, draft.rows)


def random_exports(seed: int, accounts: int = 3, zone: str | None = None) -> list[Export]:
    """Several random accounts, the same for the same seed."""
    return [
        export_of(f"random_{seed}_{number}", draft_account(seed * 1000 + number, zone)) for number in range(accounts)
    ]


def write_export(landing: Path, export: Export) -> None:
    """Writes an account as csv files with its note below a landing folder; the folder's name is the source."""
    folder = landing / export.source
    folder.mkdir(parents=True)
    if export.note is not None:
        (folder / "_export.json").write_text(json.dumps(export.note), encoding="utf-8")
    for entity in export.rows:
        records = export.records(entity)
        with (folder / f"{entity}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(records[0]))
            writer.writeheader()
            writer.writerows(records)
