"""Reads one account's export in the generic format (csv) into plain records; instants are aware UTC datetimes."""

import csv
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROLES = ("customer", "agent", "ai_agent", "bot", "automation")

KEYS = {
    "tickets": ("ticket_id",),
    "ticket_events": ("ticket_id", "event_type", "occurred_at", "sequence"),
    "messages": ("message_id",),
    "chats": ("chat_id",),
    "agents": ("agent_id",),
    "teams": ("team_id",),
    "customers": ("customer_id",),
    "stages": ("stage_id",),
    "schedules": ("schedule_id", "subject_type", "subject_id", "valid_from_date", "day_of_week", "start_time"),
    "schedule_exceptions": ("subject_type", "subject_id", "exception_type", "start_date", "start_time"),
    "ai_conversations": ("ai_conversation_id",),
    "availability_intervals": ("agent_id", "channel", "status", "started_at"),
    "handling_intervals": ("agent_id", "ticket_id", "started_at"),
    "agent_team_memberships": ("agent_id", "team_id", "started_at"),
}

Row = dict[str, Any]
Record = dict[str, str]


@dataclass
class Export:
    """One account as its landing folder holds it: the note (None where there is none) and the rows of each file."""

    source: str
    note: Row | None
    rows: dict[str, list[Row]]

    def records(self, entity: str) -> list[Record]:
        """Rows as a csv file has them: every column in every row, text, empty where nothing is given."""
        rows = self.rows.get(entity, [])
        columns = sorted({column for row in rows for column in row})
        return [{name: "" if row.get(name) is None else str(row[name]) for name in columns} for row in rows]

    @property
    def as_of(self) -> datetime | None:
        """When it was made; None where no note says so."""
        return to_instant(self.note["exported_at"], ZoneInfo("UTC")) if self.note else None

    def account(self) -> "Account":
        """The account that it tells of. Raises ValueError without a note."""
        if self.note is None:
            raise ValueError(f"{self.source} has no note")
        tables = {entity: _newest(entity, self.records(entity)) for entity in KEYS}
        return _account(self.source, self.note, tables, frozenset(self.rows))


@dataclass
class Event:
    """One change of one property of a ticket."""

    at: datetime
    sequence: int
    kind: str
    old: str | None
    new: str | None
    actor_type: str | None
    actor_id: str | None


@dataclass
class Message:
    """One message or note; `role` is the author's at that time, ids named in the export's note are bots."""

    message_id: str
    ticket_id: str
    chat_id: str | None
    at: datetime
    sequence: int
    role: str
    author_id: str | None
    is_public: bool
    is_automated: bool

    @property
    def is_customer_message(self) -> bool:
        """Public and written by the customer in person: what starts or joins a wait."""
        return self.role == "customer" and self.is_public and not self.is_automated

    @property
    def is_human_reply(self) -> bool:
        """Public and written by an agent in person: what ends a wait."""
        return self.role == "agent" and self.is_public and not self.is_automated

    @property
    def is_note(self) -> bool:
        """An agent's internal note."""
        return self.role == "agent" and not self.is_public

    @property
    def is_any_reply(self) -> bool:
        """Public and from the team's side, bots and rules too."""
        return self.role != "customer" and self.is_public


@dataclass
class Ticket:
    """A ticket's present values, with its own events and messages in their order."""

    ticket_id: str
    created_at: datetime
    values: Record
    events: list[Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def instant(self, column: str, zone: ZoneInfo) -> datetime | None:
        """A present value that is an instant."""
        return to_instant(self.values[column], zone) if self.values.get(column) else None


@dataclass
class Account:
    """One landing folder: its tickets, and the other entities as records of text."""

    source: str
    zone: ZoneInfo
    as_of: datetime
    default_schedule_id: str | None
    tables: dict[str, list[Record]]
    tickets: list[Ticket]
    # Entities of which there is a file, be it without rows: of the others nothing is known.
    brought: frozenset[str] = frozenset()

    def stage_category(self, stage_id: str | None) -> str | None:
        """Status category of a stage; None where the stage is unknown."""
        return next((row["status_category"] for row in self.tables["stages"] if row["stage_id"] == stage_id), None)


def to_instant(text: str, zone: ZoneInfo) -> datetime:
    """ISO 8601; without offset in the export's zone (in a gap the offset before it, in a fold the first occurrence)."""
    value = datetime.fromisoformat(text.strip())
    return (value if value.tzinfo else value.replace(tzinfo=zone, fold=0)).astimezone(UTC)


def is_true(text: str | None, default: bool) -> bool:
    """A boolean as the contract writes it; nothing is the default."""
    return default if not text else text.strip().lower() in ("true", "t", "yes", "1")


def as_text(value: object) -> str:
    """A value as the worked examples and csv files write it: nothing is empty, instants are UTC."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return str(value).lower() if isinstance(value, bool) else str(value)


def seconds(start: datetime, end: datetime) -> int:
    """Whole seconds from start to end, rounded down."""
    return (end - start) // timedelta(seconds=1)


def _folders(landing: Path) -> list[tuple[Path, Record]]:
    """The account's folders that have a note of their own, oldest export first."""
    noted = [(path.parent, json.loads(path.read_text(encoding="utf-8"))) for path in landing.rglob("_export.json")]
    if not noted:
        raise ValueError(f"no _export.json below {landing}")
    return sorted(noted, key=lambda item: (to_instant(item[1]["exported_at"], ZoneInfo("UTC")), str(item[0])))


def _table(folders: list[tuple[Path, Record]], entity: str) -> list[Record]:
    """Rows of one entity; of those with one key the newest export's holds, there the later file's, the later row."""
    rows: list[Record] = []
    for path in _files(folders, entity):
        with path.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    return _newest(entity, rows)


def _files(folders: list[tuple[Path, Record]], entity: str) -> list[Path]:
    patterns = (f"{entity}.csv", f"{entity}.*.csv")
    return [path for folder, _ in folders for path in sorted(path for name in patterns for path in folder.glob(name))]


def _newest(entity: str, rows: list[Record]) -> list[Record]:
    return list({tuple(row.get(column) or "" for column in KEYS[entity]): row for row in rows}.values())


def _event(row: Record, zone: ZoneInfo) -> Event:
    at, sequence = to_instant(row["occurred_at"], zone), int(row.get("sequence") or 0)
    words = [row.get(column) or None for column in ("old_value", "new_value", "actor_type", "actor_id")]
    return Event(at, sequence, row["event_type"], *words)


def _message(row: Record, zone: ZoneInfo, bots: list[str]) -> Message:
    author = row.get("author_id") or None
    return Message(
        message_id=row["message_id"],
        ticket_id=row["ticket_id"],
        chat_id=row.get("chat_id") or None,
        at=to_instant(row["sent_at"], zone),
        sequence=int(row.get("sequence") or 0),
        role="bot" if author in bots and row["author_type"] == "agent" else row["author_type"],
        author_id=author,
        is_public=is_true(row.get("is_public"), True),
        is_automated=is_true(row.get("is_automated"), False),
    )


def read_account(landing: Path) -> Account:
    """The account in a landing folder, flat or with deliveries, up to the newest complete export (ruling 1).

    Raises ValueError without a note.
    """
    folders = _folders(landing)
    newest = max(number for number, (_, note) in enumerate(folders) if note.get("complete", True))
    folders = folders[: newest + 1]
    tables = {entity: _table(folders, entity) for entity in KEYS}
    brought = frozenset(entity for entity in KEYS if _files(folders, entity))
    return _account(landing.name, folders[-1][1], tables, brought)


def _account(source: str, note: Row, tables: dict[str, list[Record]], brought: frozenset[str]) -> Account:
    zone = ZoneInfo(note.get("time_zone", "UTC"))
    tickets = {
        row["ticket_id"]: Ticket(row["ticket_id"], to_instant(row["created_at"], zone), row)
        for row in tables["tickets"]
    }
    for row in tables["ticket_events"]:
        if row["ticket_id"] in tickets:
            tickets[row["ticket_id"]].events.append(_event(row, zone))
    for row in tables["messages"]:
        if row["ticket_id"] in tickets:
            tickets[row["ticket_id"]].messages.append(_message(row, zone, list(note.get("bot_agent_ids", []))))
    for ticket in tickets.values():
        ticket.events.sort(key=lambda event: (event.at, event.sequence, event.kind))
        ticket.messages.sort(key=lambda one: (one.at, ROLES.index(one.role), one.sequence, one.message_id))
    as_of = to_instant(note["exported_at"], zone)
    return Account(source, zone, as_of, note.get("default_schedule_id"), tables, list(tickets.values()), brought)
