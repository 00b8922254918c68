"""What the numbers of a report can be grouped and filtered by, told from the columns of its mart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.sql_text import identifier
from orchestration.viewer.measures import humanised

# What one row is about, or what a page says elsewhere; nobody groups by it.
_DETAILS = re.compile(
    r".*(_url|_text|_message_id|_response_id|_conversation_id|question_id|chat_id|ticket_id|answer_id|vendor_field)"
    r"|comment|subject|frequency|is_partial|is_tied_at_cutoff|unit|is_lower_better|place|rank|score"
)
# Ids of people without a name beside them; `agents` has it.
_PEOPLE = re.compile(r".*(ai_agent|owner|agent|author|responder|_by|at_wait_start)_id")
# What `tickets` says of a ticket and most marts do not: kind and label. A mart with tickets can be filtered by it.
_OF_TICKETS = {
    "status_category": ("string", "Ticket's status"),
    "is_closed": ("boolean", "Ticket is closed"),
    "support_line": ("bigint", "Ticket's support line"),
    "ticket_type_at_creation": ("string", "Ticket type at creation"),
    "initiated_by": ("string", "Ticket begun by"),
}
_FIRST = ["source", "pipeline", "team", "owner", "agent", "author", "source_type", "channel", "ticket_type", "priority"]


@dataclass(frozen=True)
class Slicer:
    """A way to slice: its key is one column, or an id together with its source, in which alone it is unique."""

    name: str
    column: str
    kind: str
    # Column, or name of the conformed table, that says what people call the id.
    label_column: str | None = None
    label_table: str | None = None
    # Customers are too many to choose from; the report groups by them.
    is_listed: bool = True
    # Whether it is a column of `tickets` that the mart has not: rows are filtered by it, not grouped.
    is_of_ticket: bool = False

    @property
    def label(self) -> str:
        """The name as people read it."""
        if self.is_of_ticket:
            return _OF_TICKETS[self.name][1]
        return {"source": "Account", "source_system": "System"}.get(self.name, humanised(self.name))

    @property
    def is_id(self) -> bool:
        """Whether the key has the source in front."""
        return self.column.endswith("_id")

    @property
    def sql(self) -> str:
        """Its value in a row of the mart m; a ticket has one row in `tickets`."""
        column = identifier(self.column)
        if not self.is_of_ticket:
            return f"m.{column}"
        return f"(select t.{column} from marts.tickets as t where t.source = m.source and t.ticket_id = m.ticket_id)"


def slicers_of(known: Mapping[str, str], measures: list[str]) -> dict[str, Slicer]:
    """Slicers by name, the usual ones first; `known` are the mart's columns and types."""
    found = [_slicer(column, kind, known) for column, kind in known.items() if column not in measures]
    kept = sorted((one for one in found if one), key=lambda one: _FIRST.index(one.name) if one.name in _FIRST else 99)
    return {one.name: one for one in [*kept, *_of_tickets(known)]}


def _of_tickets(known: Mapping[str, str]) -> list[Slicer]:
    if "ticket_id" not in known or "frequency" in known:
        return []
    return [Slicer(name, name, kind, is_of_ticket=True) for name, (kind, _) in _OF_TICKETS.items() if name not in known]


def _slicer(column: str, kind: str, known: Mapping[str, str]) -> Slicer | None:
    if _DETAILS.fullmatch(column) or kind not in ("string", "boolean", "bigint"):
        return None
    if not column.endswith("_id") or kind != "string":
        named = f"{column.removesuffix('_name')}_id" in known
        return None if named else Slicer(column, column, kind)
    stem = column.removesuffix("_id")
    if f"{stem}_name" in known:
        return Slicer(stem, column, kind, label_column=f"{stem}_name", is_listed=stem not in ("customer", "company"))
    table = "teams" if stem in ("scope", "team") else "agents" if _PEOPLE.fullmatch(column) else None
    return Slicer(stem, column, kind, label_table=table) if table else None
