"""What becomes of a ticket: who writes when, who takes it, when it closes and whether it comes back."""

from random import Random

from orchestration.simulate.clock import DAY, HOUR, MINUTE
from orchestration.simulate.engine import Engine
from orchestration.simulate.floor import Floor
from orchestration.simulate.people import PLATFORM, Agent
from orchestration.simulate.records import Records
from orchestration.simulate.surveys import Surveys
from orchestration.simulate.ticket import Change, Ticket

_PATIENCE = 3 * DAY
_CLOSED_AFTER = 4 * DAY


class Conversations:
    """The life of tickets from their first message to the day on which nothing more can happen to them."""

    def __init__(self, engine: Engine, random: Random, floor: Floor, records: Records) -> None:
        """The floor reports here when work begins and ends."""
        self._at, self._random, self._floor, self._records = engine.at, random, floor, records
        self._surveys = Surveys(engine, random, records)
        floor.taken, floor.served = self._taken, self._served

    def customer_writes(self, at: int, ticket: Ticket) -> None:
        """The customer writes on; the desk has to answer, unless the ticket is closed."""
        if ticket.is_done:
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
        delay = 20 + int(self._random.expovariate(1 / 80)) if ticket.is_in_chat else self._later(5 * HOUR)
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
        fate, later = random.random(), at + self._later(8 * HOUR)
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

    def _later(self, mean: int) -> int:
        """Minutes to days, never as long as it takes to close a ticket for good."""
        return 2 * MINUTE + min(int(self._random.expovariate(1 / mean)), _PATIENCE - HOUR)

    def _adds(self, at: int, ticket: Ticket) -> None:
        """One message more, which nobody waited for."""
        if not ticket.is_done:
            self._records.asks(at, ticket)
            if ticket.stage == "pending":
                self._records.stage(at, ticket, "open", "customer", ticket.customer)
            if not ticket.is_closed:
                self._floor.ask(at, ticket)

    def _thank(self, at: int, ticket: Ticket) -> None:
        """A word of thanks reopens the ticket; a rule closes it again."""
        if ticket.stage == "solved":
            self._records.asks(at, ticket)
            self._records.stage(at, ticket, "open", "customer", ticket.customer)
            self._at(at + self._random.randrange(5 * MINUTE, HOUR), self._give_up, (ticket, ticket.turn))

    def _come_back(self, at: int, ticket: Ticket) -> None:
        if ticket.stage == "solved":
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

    def _taken(self, at: int, agent: Agent, ticket: Ticket) -> None:
        """Who takes a ticket owns it."""
        if ticket.owner is not agent:
            old = str(ticket.owner.number) if ticket.owner else ""
            ticket.owner = agent
            change = Change(at, "owner_changed", old, str(agent.number), "agent", agent.number)
            self._records.change(ticket, change)
        if ticket.stage in ("new", "on_hold"):
            self._records.stage(at, ticket, "open", "agent", agent.number)

    def _served(self, agent: Agent, ticket: Ticket, start: int, end: int) -> None:
        """The work is done: sorted out, handed on, put on hold or answered."""
        self._records.dialect.handling(agent, ticket, start, end)
        if ticket.is_closed or ticket.is_done:
            return
        if ticket.fate and self._sort_out(end, ticket, agent):
            return
        chance = self._random.random()
        if chance < 0.12:
            self._records.notes(start + 30, ticket, agent.number)
        if 0.1 < chance < 0.16 and ticket.team.line == 1:
            self._escalate(end, ticket, agent)
            return
        self._records.replies(end, ticket, agent.number)
        if ticket.is_in_chat and ticket.replies == 1:
            self._at(end + self._random.randrange(10 * MINUTE, HOUR), self.end_chat, ticket)
        ticket.rounds -= 1
        if chance > 0.97:
            self._records.stage(end, ticket, "on_hold", "agent", agent.number)
            self._at(end + self._later(DAY), self._resume, (ticket, ticket.turn))
        elif ticket.rounds <= 0:
            self.close(end, ticket, "agent", agent.number)
        else:
            self._records.stage(end, ticket, "pending", "agent", agent.number)
            self.wait_for_customer(end, ticket)
            if 0.5 < chance < 0.65:
                self._at(end + self._random.randrange(MINUTE, 5 * MINUTE), self._follow_up, (ticket, agent))

    def _follow_up(self, at: int, plan: tuple[Ticket, Agent]) -> None:
        """A second message before the customer has answered."""
        ticket, agent = plan
        if ticket.stage == "pending":
            self._records.replies(at, ticket, agent.number)

    def _resume(self, at: int, plan: tuple[Ticket, int]) -> None:
        ticket, turn = plan
        if ticket.turn == turn:
            self._floor.ask(at, ticket)

    def _escalate(self, at: int, ticket: Ticket, agent: Agent) -> None:
        """To the second line, without an owner."""
        lost = Change(at, "owner_changed", str(agent.number), "", "agent", agent.number)
        self._records.change(ticket, lost)
        old, ticket.team, ticket.owner = ticket.team, PLATFORM, None
        moved = Change(at, "team_changed", str(old.number), str(PLATFORM.number), "agent", agent.number)
        self._records.change(ticket, moved)
        self._floor.ask(at, ticket)

    def _sort_out(self, at: int, ticket: Ticket, agent: Agent) -> bool:
        """Spam, deleted, merged: gone. A duplicate of a ticket that is over is one like any other."""
        twin = ticket.twin
        if ticket.fate == "twin":
            if twin is None or twin.is_done or not twin.is_counted or twin.customer != ticket.customer:
                return False
            ticket.removed, ticket.survivor = "merged", twin.number
            twin.merged.append((ticket.number, at))
            twin.touched_at = at
            self._records.change(ticket, Change(at, "merged", "", str(twin.number), "agent", agent.number))
        else:
            ticket.removed = ticket.fate
            kind = "marked_spam" if ticket.fate == "spam" else "deleted"
            self._records.change(ticket, Change(at, kind, "", "", "agent", agent.number))
        self.end_chat(at, ticket)
        if ticket.fate == "deleted" and self._random.random() < 0.4:
            self._at(at + DAY, self._restore, (ticket, agent))
        else:
            self._records.finish(ticket)
        return True

    def _restore(self, at: int, plan: tuple[Ticket, Agent]) -> None:
        """It was deleted by mistake: as if it had never been."""
        ticket, agent = plan
        ticket.fate = ticket.removed = ""
        self._records.change(ticket, Change(at, "restored", "", "", "agent", agent.number))
        self._floor.ask(at, ticket)
