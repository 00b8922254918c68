"""Closes, reopens and the cycles between them."""

from itertools import pairwise

from tests.reference.business import business_seconds
from tests.reference.export import Account, Event, Row, Ticket, seconds
from tests.reference.history import Closure, closures, has_stage_history, history, is_close_unknown, value_at, with_next
from tests.reference.stages import Span, counted_tickets, visits_of

CLOSED_ONCE = {"closure_count": 1, "reopen_count": 0, "courtesy_reopen_count": 0}
# What nobody knows of a close at an unknown instant (ruling 4).
UNKNOWN = (
    "closed_by_type",
    "closed_by_id",
    "first_closed_at",
    "closed_at",
    "first_close_seconds",
    "first_close_business_seconds",
    "full_close_seconds",
    "full_close_business_seconds",
    "open_seconds",
    "open_business_seconds",
)


def is_courtesy(ticket: Ticket, closure: Closure, after: Closure | None) -> bool:
    """Reopened and closed again without a word of an agent in between (ruling 15).

    A message at the instant of the reopen comes before it, one at the instant of the close too.
    """
    if closure.reopened_at is None or after is None or not ticket.messages:
        return False
    start, end = closure.reopened_at, after.closed_at
    return not any(message.role == "agent" and start < message.at <= end for message in ticket.messages)


def _closed_by(event: Event | None) -> Row:
    """Who closed: `closed_by_id` is an agent's id, so a customer has none."""
    if event is None:
        return {"closed_by_type": None, "closed_by_id": None}
    return {
        "closed_by_type": event.actor_type,
        "closed_by_id": None if event.actor_type == "customer" else event.actor_id,
    }


def _reopened_by(event: Event | None) -> Row:
    """Who reopened: anybody's id."""
    return {
        "reopened_by_type": event.actor_type if event else None,
        "reopened_by_id": event.actor_id if event else None,
    }


def _courtesy_count(ticket: Ticket, closed: list[Closure]) -> int:
    return sum(is_courtesy(ticket, closure, after) for closure, after in pairwise(closed))


def time_to_close(account: Account) -> list[Row]:
    """Rows of `time_to_close`, key (source, ticket_id)."""
    rows: list[Row] = []
    for ticket in counted_tickets(account):
        closed = closures(account, ticket)
        if closed:
            rows.append(_time_to_close_row(account, ticket, closed))
        elif is_close_unknown(account, ticket):
            names = {"source": account.source, "ticket_id": ticket.ticket_id, "is_closed": True}
            rows.append(dict.fromkeys(UNKNOWN) | names | CLOSED_ONCE)
    return rows


def _time_to_close_row(account: Account, ticket: Ticket, closed: list[Closure]) -> Row:
    created, last, is_closed = ticket.created_at, closed[-1], closed[-1].reopened_at is None
    cycles = [(closure.cycle_start, closure.closed_at) for closure in closed]
    first, full = [(created, closed[0].closed_at)], [(created, last.closed_at)]
    return {
        "source": account.source,
        "ticket_id": ticket.ticket_id,
        **_closed_by(last.closed_by),
        "is_closed": is_closed,
        "first_closed_at": closed[0].closed_at,
        "closed_at": last.closed_at if is_closed else None,
        "first_close_seconds": seconds(*first[0]),
        "first_close_business_seconds": business_seconds(account, ticket, first),
        "full_close_seconds": seconds(*full[0]) if is_closed else None,
        "full_close_business_seconds": business_seconds(account, ticket, full) if is_closed else None,
        "open_seconds": sum(seconds(*cycle) for cycle in cycles) if is_closed else None,
        "open_business_seconds": business_seconds(account, ticket, cycles) if is_closed else None,
        "closure_count": len(closed),
        "reopen_count": sum(closure.reopened_at is not None for closure in closed),
        "courtesy_reopen_count": _courtesy_count(ticket, closed),
    }


def _split(account: Account, ticket: Ticket, cycle: Span) -> Row:
    """Seconds of a cycle per kind of stage; unknown (None) without stage history (ruling 16)."""
    names = ("agent_work_seconds", "pending_seconds", "on_hold_seconds", "customer_wait_seconds")
    if not has_stage_history(ticket):
        return dict.fromkeys(names)
    spent = {"new": 0, "open": 0, "pending": 0, "on_hold": 0}
    for stage_id, _, entered_at, left_at in visits_of(account, ticket):
        category = account.stage_category(stage_id)
        start, end = max(entered_at, cycle[0]), min(left_at or account.as_of, cycle[1])
        if category in spent and start < end:
            spent[category] += seconds(start, end)
    work = spent["new"] + spent["open"]
    return dict(zip(names, (work, spent["pending"], spent["on_hold"], work + spent["on_hold"]), strict=True))


def resolution_time(account: Account) -> list[Row]:
    """Rows of `resolution_time`, key (source, ticket_id, closure_number)."""
    rows: list[Row] = []
    for ticket in counted_tickets(account):
        closed = closures(account, ticket)
        for number, closure in enumerate(closed, start=1):
            cycle = (closure.cycle_start, closure.closed_at)
            rows.append(
                {
                    "source": account.source,
                    "ticket_id": ticket.ticket_id,
                    "closure_number": number,
                    **_closed_by(closure.closed_by),
                    "owner_id": value_at(history(ticket, "owner"), closure.closed_at),
                    "team_id": value_at(history(ticket, "team"), closure.closed_at),
                    "is_first_close": number == 1,
                    "is_last_close": number == len(closed),
                    "opened_at": closure.cycle_start,
                    "closed_at": closure.closed_at,
                    "resolution_seconds": seconds(*cycle),
                    "resolution_business_seconds": business_seconds(account, ticket, [cycle]),
                }
                | _split(account, ticket, cycle)
            )
    return rows


def ticket_reopens(account: Account) -> list[Row]:
    """Rows of `ticket_reopens`, key (source, ticket_id, reopen_number)."""
    rows: list[Row] = []
    for ticket in counted_tickets(account):
        closed = closures(account, ticket)
        for number, (closure, after) in enumerate(with_next(closed), start=1):
            if closure.reopened_at is None:
                continue
            rows.append(
                {
                    "source": account.source,
                    "ticket_id": ticket.ticket_id,
                    "reopen_number": number,
                    **_reopened_by(closure.reopened_by),
                    **_closed_by(closure.closed_by),
                    "is_courtesy": is_courtesy(ticket, closure, after),
                    "closed_at": closure.closed_at,
                    "reopened_at": closure.reopened_at,
                    "closed_seconds": seconds(closure.closed_at, closure.reopened_at),
                }
            )
    return rows
