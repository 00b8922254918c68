"""The desk's books: every message and change goes through here, to the dialect and to the truth."""

from orchestration.simulate.dialect import Dialect
from orchestration.simulate.people import GREETER
from orchestration.simulate.ticket import Change, Ticket
from orchestration.simulate.truth import Truth


class Records:
    """Writes down what happens to tickets; `live` are those to which something may still happen."""

    def __init__(self, dialect: Dialect, truth: Truth) -> None:
        """Nothing has happened."""
        self.dialect, self.truth = dialect, truth
        self.live: dict[int, Ticket] = {}

    def asks(self, at: int, ticket: Ticket) -> None:
        """The customer writes."""
        ticket.heard(at)
        self._message(at, ticket, "customer", ticket.customer)

    def replies(self, at: int, ticket: Ticket, agent: int) -> None:
        """A person writes to the customer."""
        ticket.said(at, agent)
        ticket.has_agent_spoken = True
        self._message(at, ticket, "agent", agent)

    def notes(self, at: int, ticket: Ticket, agent: int) -> None:
        """A person writes for colleagues only."""
        ticket.has_agent_spoken = True
        self._message(at, ticket, "agent", agent, is_public=False)

    def machine(self, at: int, ticket: Ticket, role: str, author: int | None = GREETER) -> None:
        """A bot, the AI agent or a rule writes."""
        self._message(at, ticket, role, author)

    def _message(self, at: int, ticket: Ticket, role: str, author: int | None, *, is_public: bool = True) -> None:
        ticket.messages += 1
        ticket.touched_at = at
        if ticket.ai and not ticket.closes:
            ticket.ai.last_at = at
        self.dialect.message(ticket, at, role, author, is_public=is_public)

    def change(self, ticket: Ticket, change: Change) -> None:
        """A property changes."""
        ticket.touched_at = change.at
        ticket.changes.append(change)
        self.dialect.change(ticket, change)

    def stage(self, at: int, ticket: Ticket, stage: str, role: str, actor: int | None = None) -> None:
        """A ticket goes into another stage, which closes it, reopens it or neither."""
        old, was_closed = ticket.stage, ticket.is_closed
        if stage == old:
            return
        ticket.stage = stage
        ticket.turn += 1
        if ticket.is_closed and not was_closed:
            ticket.closes_now(at)
        elif was_closed and not ticket.is_closed:
            ticket.reopens_now()
        self.change(ticket, Change(at, "stage_changed", old, stage, role, actor))

    def finish(self, ticket: Ticket) -> None:
        """Nothing more will happen to a ticket."""
        ticket.is_done = True
        del self.live[ticket.number]
        self.dialect.ticket(ticket)
        self.truth.ticket(ticket)
        # The duplicate's duplicate's duplicate must not keep them all.
        ticket.twin = None

    def show_live(self, since: int) -> None:
        """Tickets that live and have changed since, as they are now."""
        for ticket in self.live.values():
            if ticket.touched_at >= since:
                self.dialect.ticket(ticket)
                if ticket.is_in_chat:
                    self.dialect.chat(ticket)
