"""What becomes of a ticket: when the customer writes on, when it closes and whether it comes back."""

from random import Random

from orchestration.simulate.clock import DAY, HOUR, MINUTE
from orchestration.simulate.engine import Deed, Engine
from orchestration.simulate.floor import Floor
from orchestration.simulate.records import Records
from orchestration.simulate.surveys import Surveys
from orchestration.simulate.ticket import Ticket

_PATIENCE = 3 * DAY
_CLOSED_AFTER = 4 * DAY


class Conversations:
    """The life of tickets from their first message to the day on which nothing more can happen to them."""

    def __init__(self, engine: Engine, random: Random, floor: Floor, records: Records) -> None:
        """Nobody has written yet."""
        self._at, self._random, self._floor, self._records = engine.at, random, floor, records
        self._surveys = Surveys(engine, random, records)

    def customer_writes(self, at: int, ticket: Ticket) -> None:
        """The customer writes on; the desk has to answer, unless the ticket is closed."""
        if ticket.is_done or self._is_busy(at, ticket, self.customer_writes):
            return
        self._records.asks(at, ticket)
        if ticket.is_closed:
            return
        if ticket.stage == "pending":
            self._records.stage(at, ticket, "open", "customer", ticket.customer)
        if self._random.random() < 0.25:
            self._at(at + self._random.randrange(MINUTE, 40 * MINUTE), self._adds, ticket)
        self._floor.ask(at, ticket)

    def wait_for_customer(self, at: int, ticket: Ticket) -> None:
        """The desk has written; the customer answers sooner or later, or never."""
        delay = 20 + int(self._random.expovariate(1 / 80)) if ticket.is_in_chat else self.later(5 * HOUR)
        if self._random.random() < 0.93:
            self._at(at + delay, self.customer_writes, ticket)
        else:
            self._at(at + _PATIENCE, self._give_up, (ticket, ticket.turn))

    def close(self, at: int, ticket: Ticket, role: str, actor: int | None) -> None:
        """Solved. Some write thanks, some come back, all are closed for good in the end."""
        random = self._random
        self._records.stage(at, ticket, "solved", role, actor)
        self.end_chat(at, ticket)
        self._surveys.invite(at, ticket)
        fate, later = random.random(), at + self.later(8 * HOUR)
        if fate < 0.05:
            self._at(later, self._thank, ticket)
        elif fate < 0.12:
            self._at(later, self._come_back, ticket)
        elif fate < 0.18:
            self._at(later, self._adds, ticket)
        elif fate < 0.2:
            self._at(later, self._reopen, ticket)
        self._at(at + _CLOSED_AFTER, self._archive, (ticket, ticket.turn))

    def end_chat(self, at: int, ticket: Ticket) -> None:
        """The live session is over, if there was one."""
        if ticket.is_in_chat:
            ticket.is_in_chat, ticket.chat_ends_at, ticket.touched_at = False, at, at
            self._records.dialect.chat(ticket)

    def abandon_chat(self, at: int, ticket: Ticket) -> None:
        """The visitor waits no longer."""
        if ticket.replied_at is None and not ticket.is_done:
            self.end_chat(at, ticket)

    def later(self, mean: int) -> int:
        """Minutes to days, never as long as it takes to close a ticket for good."""
        return 2 * MINUTE + min(int(self._random.expovariate(1 / mean)), _PATIENCE - HOUR)

    def _is_busy(self, at: int, ticket: Ticket, do: Deed) -> bool:
        """Something else happened at this second, and exports would put the customer first: a second later, then."""
        if ticket.touched_at == at:
            self._at(at + 1, do, ticket)
        return ticket.touched_at == at

    def _adds(self, at: int, ticket: Ticket) -> None:
        """One message more, which nobody waited for."""
        if not ticket.is_done and not self._is_busy(at, ticket, self._adds):
            self._records.asks(at, ticket)
            if ticket.stage == "pending":
                self._records.stage(at, ticket, "open", "customer", ticket.customer)
            if not ticket.is_closed:
                self._floor.ask(at, ticket)

    def _thank(self, at: int, ticket: Ticket) -> None:
        """A word of thanks reopens the ticket; a rule closes it again."""
        if ticket.stage == "solved" and not self._is_busy(at, ticket, self._thank):
            self._records.asks(at, ticket)
            self._records.stage(at, ticket, "open", "customer", ticket.customer)
            self._at(at + self._random.randrange(5 * MINUTE, HOUR), self._give_up, (ticket, ticket.turn))

    def _come_back(self, at: int, ticket: Ticket) -> None:
        if ticket.stage == "solved" and not self._is_busy(at, ticket, self._come_back):
            ticket.rounds = self._random.randrange(1, 3)
            self._records.asks(at, ticket)
            self._records.stage(at, ticket, "open", "customer", ticket.customer)
            self._floor.ask(at, ticket)

    def _reopen(self, at: int, ticket: Ticket) -> None:
        """The desk itself takes it up again, and the customer writes before anyone has answered."""
        if ticket.stage == "solved":
            self._records.stage(at, ticket, "open", "automation")
            self._at(at + self._random.randrange(MINUTE, HOUR), self.customer_writes, ticket)

    def _give_up(self, at: int, plan: tuple[Ticket, int]) -> None:
        ticket, turn = plan
        if ticket.turn == turn and not ticket.is_in_work and not ticket.is_done:
            self.close(at, ticket, "automation", None)

    def _archive(self, at: int, plan: tuple[Ticket, int]) -> None:
        ticket, turn = plan
        if ticket.turn == turn:
            self._records.stage(at, ticket, "closed", "automation")
            self._records.finish(ticket)
