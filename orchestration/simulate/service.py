"""What the desk's people do with a ticket: take it, answer, hand on, put on hold, sort out."""

from random import Random

from orchestration.simulate.clock import DAY, HOUR, MINUTE
from orchestration.simulate.conversation import Conversations
from orchestration.simulate.engine import Engine
from orchestration.simulate.floor import Floor
from orchestration.simulate.people import PLATFORM, Agent
from orchestration.simulate.records import Records
from orchestration.simulate.ticket import Change, Ticket


class Service:
    """The floor reports here when work begins and ends."""

    def __init__(
        self, engine: Engine, random: Random, floor: Floor, records: Records, conversations: Conversations
    ) -> None:
        """From now on it does."""
        self._at, self._random, self._floor, self._records = engine.at, random, floor, records
        self._conversations = conversations
        floor.taken, floor.served = self._taken, self._served

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
            self._at(end + self._random.randrange(10 * MINUTE, HOUR), self._conversations.end_chat, ticket)
        ticket.rounds -= 1
        if chance > 0.97:
            self._records.stage(end, ticket, "on_hold", "agent", agent.number)
            self._at(end + self._conversations.later(DAY), self._resume, (ticket, ticket.turn))
        elif ticket.rounds <= 0:
            self._conversations.close(end, ticket, "agent", agent.number)
        else:
            self._records.stage(end, ticket, "pending", "agent", agent.number)
            self._conversations.wait_for_customer(end, ticket)
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
        self._conversations.end_chat(at, ticket)
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
