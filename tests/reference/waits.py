"""Waits of customers as a state machine over messages and closes, and the responses of customers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.reference.business import business_seconds
from tests.reference.export import Account, Message, Row, Ticket, seconds
from tests.reference.history import closures, history, is_close_unknown, removed_at, value_at

Step = tuple[datetime, int, str, Message | None]
RESPONSE_WINDOW = timedelta(days=14)


@dataclass
class Wait:
    """One wait; it is pending while its ticket is closed and nobody has reopened it."""

    ticket: Ticket
    first: Message
    is_pending: bool
    message_count: int = 1
    any_reply: Message | None = None
    reply: Message | None = None
    ended_at: datetime | None = None
    outcome: str = "waiting"
    is_first_response: bool = False

    def end(self, outcome: str, at: datetime | None) -> None:
        """The wait is over."""
        self.outcome, self.ended_at = outcome, at


def _steps(account: Account, ticket: Ticket) -> list[Step]:
    """Messages, closes and reopens in their order: at one instant messages come before changes of the ticket."""
    steps: list[Step] = [(message.at, 0, "message", message) for message in ticket.messages]
    for closure in closures(account, ticket):
        steps.append((closure.closed_at, 1, "close", None))
        if closure.reopened_at:
            steps.append((closure.reopened_at, 1, "reopen", None))
    return sorted(steps, key=lambda step: step[:2])


def waits_of(account: Account, ticket: Ticket) -> list[Wait]:
    """Every wait of a ticket in its order, ended or not at as_of.

    A close at an unknown instant comes after all messages: what waits then was closed unanswered, nobody knows when.
    """
    found: list[Wait] = []
    wait: Wait | None = None
    is_closed = False
    for at, _, kind, message in _steps(account, ticket):
        if message:
            wait = _after_message(ticket, wait, message, is_closed, found)
            continue
        is_closed = kind == "close"
        if wait and is_closed:
            wait.end("closed_unanswered", at)
            wait = None
        elif wait:
            wait.is_pending = False
    if wait and is_close_unknown(account, ticket):
        wait.end("closed_unanswered", None)
    elif wait and is_closed:
        wait.end("after_close", None)
    _mark_first_responses(found)
    return found


def _after_message(
    ticket: Ticket, wait: Wait | None, message: Message, is_closed: bool, found: list[Wait]
) -> Wait | None:
    """The wait that is open after a message; new ones are put into `found`."""
    if message.is_customer_message:
        if wait and not wait.is_pending:
            wait.message_count += 1
            return wait
        if wait:
            wait.end("after_close", message.at)
        found.append(Wait(ticket, message, is_closed))
        return found[-1]
    if wait and message.is_any_reply and wait.any_reply is None:
        wait.any_reply = message
    if wait and message.is_human_reply:
        wait.reply = message
        wait.end("answered", message.at)
        return None
    return wait


def _mark_first_responses(found: list[Wait]) -> None:
    """Every wait up to and including the first answered one (ruling 21)."""
    for wait in found:
        wait.is_first_response = True
        if wait.outcome == "answered":
            return


def counted_waits(account: Account) -> Iterator[Wait]:
    """Waits of tickets that are not excluded."""
    for ticket in account.tickets:
        if removed_at(ticket) is None:
            yield from waits_of(account, ticket)


def response_time(account: Account) -> list[Row]:
    """Rows of `response_time`, key (source, ticket_id, waiting_message_id)."""
    return [_response_row(account, wait) for wait in counted_waits(account)]


def _response_row(account: Account, wait: Wait) -> Row:
    since, reply, owners = wait.first.at, wait.reply, history(wait.ticket, "owner")
    current = value_at(owners, account.as_of)
    return {
        "source": account.source,
        "ticket_id": wait.ticket.ticket_id,
        "waiting_message_id": wait.first.message_id,
        "reply_message_id": reply.message_id if reply else None,
        "author_id": reply.author_id if reply else None,
        "owner_id": value_at(owners, reply.at) if reply else current,
        "owner_at_wait_start_id": value_at(owners, since),
        "current_owner_id": current,
        "waiting_since_at": since,
        "replied_at": reply.at if reply else None,
        "wait_ended_at": wait.ended_at,
        "wait_outcome": wait.outcome,
        "is_answered": reply is not None,
        "is_first_response": wait.is_first_response,
        "response_seconds": seconds(since, reply.at) if reply else None,
        "response_business_seconds": business_seconds(account, wait.ticket, [(since, reply.at)]) if reply else None,
        "any_reply_seconds": seconds(since, wait.any_reply.at) if wait.any_reply else None,
        "customer_message_count": wait.message_count,
    }


def tickets_waiting_now(account: Account) -> list[Row]:
    """Rows of `tickets_waiting_now`, key (source, ticket_id)."""
    return [
        {
            "source": account.source,
            "ticket_id": wait.ticket.ticket_id,
            "waiting_since_at": wait.first.at,
            "waiting_seconds": seconds(wait.first.at, account.as_of),
            "waiting_business_seconds": business_seconds(account, wait.ticket, [(wait.first.at, account.as_of)]),
            "customer_message_count": wait.message_count,
            "is_first_response": wait.is_first_response,
        }
        for wait in counted_waits(account)
        if wait.outcome == "waiting"
    ]


def customer_response_time(account: Account) -> list[Row]:
    """Rows of `customer_response_time`, key (source, ticket_id, customer_message_id).

    A run of human replies is over with the next customer message, which answers it unless it comes more than 14 days
    after the close.
    """
    rows: list[Row] = []
    for ticket in (ticket for ticket in account.tickets if removed_at(ticket) is None):
        run: list[Message] = []
        closed_at: datetime | None = None
        for at, _, kind, message in _steps(account, ticket):
            if not message:
                closed_at = at if kind == "close" else None
            elif message.is_human_reply:
                run.append(message)
            elif message.is_customer_message:
                if run and (closed_at is None or at - closed_at <= RESPONSE_WINDOW):
                    rows.append(_customer_response_row(account, ticket, run, message, closed_at is not None))
                run = []
    return rows


def _customer_response_row(
    account: Account, ticket: Ticket, run: list[Message], answer: Message, is_after_close: bool
) -> Row:
    return {
        "source": account.source,
        "ticket_id": ticket.ticket_id,
        "customer_message_id": answer.message_id,
        "agent_message_id": run[-1].message_id,
        "first_agent_message_id": run[0].message_id,
        "author_id": run[-1].author_id,
        "agent_sent_at": run[-1].at,
        "customer_replied_at": answer.at,
        "is_after_close": is_after_close,
        "customer_response_seconds": seconds(run[-1].at, answer.at),
        "customer_response_from_first_seconds": seconds(run[0].at, answer.at),
    }
