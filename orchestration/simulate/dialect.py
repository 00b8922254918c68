"""What a dialect is told of the desk, as it happens, to write it down in its own way."""

from datetime import date
from typing import Any, ClassVar, Protocol

from orchestration.simulate.output import Files
from orchestration.simulate.people import Agent
from orchestration.simulate.ticket import Change, Ticket

SURVEY = "after_close"
# Customers with numbers above send spam, and nothing else.
FIRST_SPAMMER = 900_000_000


class Dialect(Protocol):
    """A writer of exports. It is told each thing once, tickets and running chats again when they have changed."""

    # What the note of each delivery says beside dates and zone.
    note: ClassVar[dict[str, Any]]

    def begin(self, files: Files) -> None:
        """From now on a delivery goes into these files."""
        ...

    def desk(self, agents: list[Agent], days: tuple[date, date]) -> None:
        """Who works there, and when; what holds from the first day to the last."""
        ...

    def customer(self, number: int) -> None:
        """Somebody writes for the first time."""
        ...

    def message(self, ticket: Ticket, at: int, role: str, author: int | None, *, is_public: bool) -> None:
        """The ticket's newest message; what rules and bots write is automated."""
        ...

    def change(self, ticket: Ticket, change: Change) -> None:
        """The ticket's newest change."""
        ...

    def ticket(self, ticket: Ticket) -> None:
        """The ticket as it is now, with the AI agent's conversation on it."""
        ...

    def chat(self, ticket: Ticket) -> None:
        """The live session of a ticket, ended or still running."""
        ...

    def handling(self, agent: Agent, ticket: Ticket, start: int, end: int) -> None:
        """An agent worked on a ticket."""
        ...

    def status(self, agent: Agent, status: str, start: int, end: int | None) -> None:
        """An agent was, or is still, in one status."""
        ...

    def invitation(self, ticket: Ticket, at: int, *, has_bounced: bool) -> None:
        """A survey went to the customer."""
        ...

    def answer(self, ticket: Ticket, at: int, score: int) -> None:
        """The customer answered it, 1 to 5."""
        ...


def customer_name(number: int) -> str:
    """A name for a customer."""
    return f"Customer {number}"


def company(number: int) -> int:
    """The company a customer belongs to; several belong to one."""
    return number // 6 + 1
