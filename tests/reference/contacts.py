"""Chats, repeated contacts and first contact resolution."""

from datetime import datetime, timedelta

from tests.reference.cycles import is_courtesy
from tests.reference.export import Account, Record, Row, Ticket, is_true, seconds, to_instant
from tests.reference.history import closures, is_closed_now, removed_at, with_next

REPEAT_WINDOW = timedelta(days=30)
RESOLUTION_WINDOW = timedelta(days=7)


def chat_wait_time(account: Account) -> list[Row]:
    """Rows of `chat_wait_time`, key (source, chat_id); chats of excluded tickets are out."""
    tickets = {ticket.ticket_id: ticket for ticket in account.tickets}
    rows: list[Row] = []
    for chat in account.tables["chats"]:
        ticket = tickets.get(chat.get("ticket_id") or "")
        if ticket is None or removed_at(ticket) is None:
            rows.append(_chat_row(account, chat))
    return rows


def _chat_row(account: Account, chat: Record) -> Row:
    messages = [
        message for ticket in account.tickets for message in ticket.messages if message.chat_id == chat["chat_id"]
    ]
    started_at = to_instant(chat["started_at"], account.zone)
    human_at = _instant(account, chat, "first_human_reply_at")
    any_at = _instant(account, chat, "first_any_reply_at")
    ended_at = _instant(account, chat, "ended_at")
    if messages:
        human_at = min((message.at for message in messages if message.is_human_reply), default=None)
        any_at = min((message.at for message in messages if message.is_any_reply), default=None)
    unanswered = "missed" if is_true(chat.get("is_missed"), False) else "abandoned" if ended_at else "waiting"
    outcome = "answered" if human_at else unanswered
    return {
        "source": account.source,
        "chat_id": chat["chat_id"],
        "chat_outcome": outcome,
        "is_answered": outcome == "answered",
        "is_abandoned": outcome == "abandoned",
        "started_at": started_at,
        "replied_at": human_at,
        "ended_at": ended_at,
        "chat_wait_seconds": seconds(started_at, human_at) if human_at else None,
        "chat_any_reply_seconds": seconds(started_at, any_at) if any_at else None,
        "abandoned_seconds": seconds(started_at, ended_at) if ended_at and outcome == "abandoned" else None,
    }


def _instant(account: Account, row: Record, column: str) -> datetime | None:
    return to_instant(row[column], account.zone) if row.get(column) else None


def surviving_customer(account: Account, customer_id: str | None) -> str | None:
    """The customer who is left when several were made one (ruling 8)."""
    merged = {row["customer_id"]: row.get("merged_into_customer_id") for row in account.tables["customers"]}
    while customer_id and merged.get(customer_id):
        customer_id = merged[customer_id]
    return customer_id


def _tickets_by_customer(account: Account) -> dict[str, list[Ticket]]:
    """Counted tickets of each known customer, by creation, then id."""
    found: dict[str, list[Ticket]] = {}
    for ticket in sorted(account.tickets, key=lambda ticket: (ticket.created_at, ticket.ticket_id)):
        customer_id = surviving_customer(account, ticket.values.get("customer_id") or None)
        if customer_id and removed_at(ticket) is None:
            found.setdefault(customer_id, []).append(ticket)
    return found


def repeat_contacts(account: Account) -> list[Row]:
    """Rows of `repeat_contacts`, key (source, ticket_id)."""
    rows: list[Row] = []
    for customer_id, tickets in _tickets_by_customer(account).items():
        for previous, ticket in zip([None, *tickets], tickets, strict=False):
            gap = ticket.created_at - previous.created_at if previous else None
            is_repeat = gap is not None and gap <= REPEAT_WINDOW
            types = [(one.values.get("ticket_type") or "") for one in (previous, ticket) if one]
            rows.append(
                {
                    "source": account.source,
                    "ticket_id": ticket.ticket_id,
                    "customer_id": customer_id,
                    "previous_ticket_id": previous.ticket_id if previous else None,
                    "is_repeat": is_repeat,
                    "is_same_type_repeat": is_repeat and types[0] == types[-1],
                    "seconds_since_previous": seconds(previous.created_at, ticket.created_at) if previous else None,
                }
            )
    return rows


def first_contact_resolution(account: Account) -> list[Row]:
    """Rows of `first_contact_resolution`, key (source, ticket_id)."""
    by_customer = _tickets_by_customer(account)
    rows: list[Row] = []
    for ticket in account.tickets:
        if removed_at(ticket) is None and (ticket.values.get("initiated_by") or "customer") == "customer":
            customer_id = surviving_customer(account, ticket.values.get("customer_id") or None)
            rows += _first_contact_rows(account, ticket, by_customer.get(customer_id or "", []))
    return rows


def _first_contact_rows(account: Account, ticket: Ticket, of_customer: list[Ticket]) -> list[Row]:
    """One row where the ticket is closed and a person replied, else none; not mature when nobody knows since when."""
    closed = closures(account, ticket)
    replies = [message for message in ticket.messages if message.is_human_reply]
    if not is_closed_now(account, ticket) or not replies:
        return []
    closed_at = closed[-1].closed_at if closed else None
    is_mature = closed_at is not None and closed_at + RESOLUTION_WINDOW <= account.as_of
    is_reopened = any(step.reopened_at and not is_courtesy(ticket, step, after) for step, after in with_next(closed))
    after = [other.created_at - closed_at for other in of_customer if closed_at]
    comes_back = any(timedelta(0) < gap <= RESOLUTION_WINDOW for gap in after)
    due = ticket.instant("resolution_due_at", account.zone)
    return [
        {
            "source": account.source,
            "ticket_id": ticket.ticket_id,
            "author_id": replies[0].author_id,
            "closed_at": closed_at,
            "is_first_reply_resolved": len(replies) == 1,
            "is_mature": is_mature,
            "is_first_contact_resolved": len(replies) == 1 and not is_reopened and not comes_back
            if is_mature
            else None,
            "is_within_target": closed_at <= due if closed_at and due else None,
        }
    ]
