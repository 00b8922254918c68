"""What held when: the values of a ticket's property over time, its open stretches, its removal and its place."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from tests.reference.export import Account, Event, Ticket

T = TypeVar("T")
REMOVALS = {"marked_spam": "is_spam", "deleted": "is_deleted", "merged": "merged_into_ticket_id"}
COLUMNS = {
    "stage": "stage_id",
    "pipeline": "pipeline_id",
    "owner": "owner_id",
    "team": "team_id",
    "support_line": "support_line",
    "schedule": "schedule_id",
}


@dataclass
class Stretch:
    """A value from `start` until the next stretch begins; `event` is the change that brought it, if any."""

    start: datetime
    value: str | None
    event: Event | None = None


@dataclass
class Closure:
    """One close, with what went before and came after; `cycle_start` is the creation or the reopen before it."""

    cycle_start: datetime
    closed_at: datetime
    closed_by: Event | None
    reopened_at: datetime | None = None
    reopened_by: Event | None = None


def with_next(items: list[T]) -> list[tuple[T, T | None]]:
    """Each item with the one after it, None after the last."""
    return [(item, items[number] if number < len(items) else None) for number, item in enumerate(items, start=1)]


def history(ticket: Ticket, name: str) -> list[Stretch]:
    """Stretches of one property (`stage`, `owner`, …) from the creation on: no empty ones, equal neighbours are one.

    Before its first change the property has that change's old value, without changes the present one. What changed
    before the creation holds from the creation on.
    """
    events = [event for event in ticket.events if event.kind == f"{name}_changed"]
    first = events[0].old if events else ticket.values.get(COLUMNS[name]) or None
    steps = [Stretch(ticket.created_at, first)]
    steps += [Stretch(max(event.at, ticket.created_at), event.new, event) for event in events]
    lasting = [step for step, after in with_next(steps) if after is None or step.start < after.start]
    kept: list[Stretch] = []
    for step in lasting:
        if not kept or kept[-1].value != step.value:
            kept.append(step)
    return kept


def value_at(stretches: list[Stretch], at: datetime) -> str | None:
    """The value at an instant, changes of that very instant included; before the ticket its first value."""
    value = stretches[0].value
    for stretch in stretches:
        if stretch.start <= at:
            value = stretch.value
    return value


def has_stage_history(ticket: Ticket) -> bool:
    """Whether any change of stage is on file."""
    return any(event.kind == "stage_changed" for event in ticket.events)


def is_closed_stage(account: Account, stage_id: str | None) -> bool:
    """Whether a stage means closed; an unknown stage does not."""
    return account.stage_category(stage_id) == "closed"


def is_close_unknown(account: Account, ticket: Ticket) -> bool:
    """Closed, but nothing says when (ruling 4)."""
    is_dated = has_stage_history(ticket) or ticket.values.get("closed_at")
    return not is_dated and is_closed_stage(account, ticket.values.get("stage_id"))


def closures(account: Account, ticket: Ticket) -> list[Closure]:
    """Closes of a ticket in their order; none where the instant is unknown.

    One that is closed from its creation on was closed at that instant.
    """
    if not has_stage_history(ticket):
        closed_at = ticket.instant("closed_at", account.zone)
        return [Closure(ticket.created_at, max(closed_at, ticket.created_at), None)] if closed_at else []
    found: list[Closure] = []
    cycle_start: datetime | None = ticket.created_at
    for stretch in history(ticket, "stage"):
        is_closed = is_closed_stage(account, stretch.value)
        if is_closed and cycle_start is not None:
            found.append(Closure(cycle_start, stretch.start, stretch.event))
            cycle_start = None
        elif not is_closed and cycle_start is None:
            found[-1].reopened_at, found[-1].reopened_by = stretch.start, stretch.event
            cycle_start = stretch.start
    return found


def is_closed_now(account: Account, ticket: Ticket) -> bool:
    """Closed at as_of."""
    closed = closures(account, ticket)
    return is_close_unknown(account, ticket) or bool(closed and closed[-1].reopened_at is None)


def open_stretches(account: Account, ticket: Ticket) -> list[tuple[datetime, datetime | None]]:
    """Half-open stretches in which the ticket is open; None = still. A ticket closed at an unknown instant has none."""
    if is_close_unknown(account, ticket):
        return []
    closed = closures(account, ticket)
    stretches: list[tuple[datetime, datetime | None]] = [(closure.cycle_start, closure.closed_at) for closure in closed]
    last_start = closed[-1].reopened_at if closed else ticket.created_at
    return stretches + ([(last_start, None)] if last_start else [])


def removed_at(ticket: Ticket) -> datetime | None:
    """When the ticket was marked as spam, deleted or merged away for good; None where it counts.

    A restored ticket counts as if never removed; a flag without an event holds from the creation on.
    """
    standing: dict[str, datetime] = {}
    for event in ticket.events:
        if event.kind == "restored":
            standing.clear()
        elif event.kind in REMOVALS:
            standing.setdefault(event.kind, max(event.at, ticket.created_at))
    for kind, flag in REMOVALS.items():
        if (ticket.values.get(flag) or "false").lower() != "false":
            standing.setdefault(kind, ticket.created_at)
    return min(standing.values()) if standing else None


def place_at(account: Account, ticket: Ticket, at: datetime) -> tuple[int | None, str | None, str | None]:
    """Support line (else the team's), team and pipeline of a ticket at an instant."""
    team = value_at(history(ticket, "team"), at)
    own_line = value_at(history(ticket, "support_line"), at)
    team_line = next((row.get("support_line") for row in account.tables["teams"] if row["team_id"] == team), None)
    line = own_line or team_line
    return int(line) if line else None, team, pipeline_of(account, ticket, value_at(history(ticket, "stage"), at), at)


def pipeline_of(account: Account, ticket: Ticket, stage_id: str | None, at: datetime) -> str | None:
    """The pipeline a stage belongs to, else the ticket's own at that instant."""
    of_stage = next((row.get("pipeline_id") for row in account.tables["stages"] if row["stage_id"] == stage_id), None)
    return of_stage or value_at(history(ticket, "pipeline"), at)
