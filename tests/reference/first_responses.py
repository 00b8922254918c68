"""First responses and exchanges of each ticket."""

from dataclasses import dataclass
from datetime import datetime

from tests.reference.business import business_seconds
from tests.reference.export import Account, Row, Ticket, seconds, to_instant
from tests.reference.history import is_closed_now, removed_at
from tests.reference.waits import waits_of

TEN_MINUTES = 600


@dataclass
class FirstResponse:
    """Start and end of the first response, who gave it, and the instants of its variants; None = never."""

    start: datetime | None
    end: datetime | None
    own_end: datetime | None
    responder_id: str | None = None
    any_reply_at: datetime | None = None


def first_response_time(account: Account) -> list[Row]:
    """Rows of `first_response_time`, key (source, ticket_id)."""
    return [_first_response_row(account, ticket) for ticket in account.tickets if removed_at(ticket) is None]


def _first_response_row(account: Account, ticket: Ticket) -> Row:
    first = _first_response(account, ticket)
    start, end = first.start, first.end
    is_waiting = end is None and any(wait.outcome == "waiting" for wait in waits_of(account, ticket))
    waited = _between(start, end)
    return {
        "source": account.source,
        "ticket_id": ticket.ticket_id,
        "first_responder_id": first.responder_id,
        "first_customer_message_at": start if ticket.messages else None,
        "first_replied_at": end,
        "is_answered": end is not None,
        "is_waiting": is_waiting,
        "is_within_10_minutes": None if waited is None else waited <= TEN_MINUTES,
        "is_within_target": _is_within_target(account, ticket, end),
        "first_response_seconds": waited,
        "first_response_business_seconds": business_seconds(account, ticket, [(start, end)]) if start and end else None,
        "first_response_from_creation_seconds": _between(ticket.created_at, first.own_end),
        "first_response_from_handoff_seconds": _from_handoff(account, ticket),
        "first_any_reply_seconds": _between(start, first.any_reply_at),
    }


def _between(start: datetime | None, end: datetime | None) -> int | None:
    return seconds(start, end) if start and end else None


def _from_handoff(account: Account, ticket: Ticket) -> int | None:
    """From the earliest handoff by an AI agent (ruling 24) to the first human reply from then on."""
    conversations = [row for row in account.tables["ai_conversations"] if row.get("ticket_id") == ticket.ticket_id]
    handoffs = [to_instant(row["handed_off_at"], account.zone) for row in conversations if row.get("handed_off_at")]
    if not handoffs:
        return None
    replies = [message.at for message in ticket.messages if message.is_human_reply and message.at >= min(handoffs)]
    return _between(min(handoffs), min(replies, default=None))


def _first_response(account: Account, ticket: Ticket) -> FirstResponse:
    if not ticket.messages:  # ruling 5: the export's own first reply, from the creation on
        replied_at = ticket.instant("first_replied_at", account.zone)
        return FirstResponse(ticket.created_at if replied_at else None, replied_at, replied_at)
    replies = [message for message in ticket.messages if message.is_human_reply]
    number = 1 if ticket.values.get("initiated_by") == "agent" else 0
    own_end = replies[number].at if len(replies) > number else None
    start = next((message for message in ticket.messages if message.is_customer_message), None)
    if start is None:
        return FirstResponse(None, None, own_end)
    later = ticket.messages[ticket.messages.index(start) :]
    reply = next((message for message in later if message.is_human_reply), None)
    any_reply_at = next((message.at for message in later if message.is_any_reply), None)
    if reply is None:
        return FirstResponse(start.at, None, own_end, any_reply_at=any_reply_at)
    return FirstResponse(start.at, reply.at, own_end, reply.author_id, any_reply_at)


def _is_within_target(account: Account, ticket: Ticket, replied_at: datetime | None) -> bool | None:
    """Ruling 17: unanswered and due before as_of is too late, not yet due is not decided."""
    due = ticket.instant("first_response_due_at", account.zone)
    if due is None:
        return None
    if replied_at:
        return replied_at <= due
    return False if due < account.as_of else None


def ticket_exchanges(account: Account) -> list[Row]:
    """Rows of `ticket_exchanges`, key (source, ticket_id)."""
    return [
        {
            "source": account.source,
            "ticket_id": ticket.ticket_id,
            "is_closed": is_closed_now(account, ticket),
            "exchange_count": sum(wait.outcome == "answered" for wait in waits_of(account, ticket)),
            "sent_message_count": sum(message.is_human_reply for message in ticket.messages),
            "received_message_count": sum(message.is_customer_message for message in ticket.messages),
            "internal_note_count": sum(message.is_note for message in ticket.messages),
        }
        for ticket in account.tickets
        if removed_at(ticket) is None
    ]
