"""The AI agent: it answers, asks on, solves or hands over."""

from random import Random

from orchestration.simulate.clock import MINUTE
from orchestration.simulate.conversation import Conversations
from orchestration.simulate.engine import Engine
from orchestration.simulate.floor import Floor
from orchestration.simulate.people import AI_AGENT
from orchestration.simulate.records import Records
from orchestration.simulate.ticket import AiConversation, Ticket

_REASONS = ("requested", "configured", "failed")
_Talk = tuple[Ticket, AiConversation]


class AiAgent:
    """On duty in chat and messaging; one conversation in five it leaves to people."""

    def __init__(
        self, engine: Engine, random: Random, floor: Floor, records: Records, conversations: Conversations
    ) -> None:
        """It knows the floor, to which it hands over."""
        self._at, self._random, self._floor = engine.at, random, floor
        self._records, self._conversations = records, conversations

    def meet(self, at: int, ticket: Ticket) -> None:
        """A customer has written on a channel where it is on duty."""
        ticket.ai = AiConversation(at, at)
        if self._random.random() < 0.8:
            self._at(at + self._random.randrange(4, 15), self._answer, (ticket, ticket.ai))
        else:
            self._floor.ask(at, ticket)

    def _answer(self, at: int, talk: _Talk) -> None:
        random, (ticket, conversation) = self._random, talk
        self._records.machine(at, ticket, "ai_agent", AI_AGENT)
        conversation.answers += 1
        chance = random.random()
        if chance < 0.45:
            self._at(at + random.randrange(20, 200), self._ask_on, talk)
        elif chance < 0.75:
            self._at(at + 1, self._hand_over, talk)
        else:
            self._at(at + random.randrange(2 * MINUTE, 9 * MINUTE), self._solve, talk)

    def _ask_on(self, at: int, talk: _Talk) -> None:
        ticket, conversation = talk
        self._records.asks(at, ticket)
        conversation.queries += 1
        self._at(at + self._random.randrange(4, 15), self._answer, talk)

    def _hand_over(self, at: int, talk: _Talk) -> None:
        ticket, conversation = talk
        conversation.handed_off_at, conversation.reason = at, self._random.choice(_REASONS)
        ticket.touched_at = at
        self._floor.ask(at, ticket)

    def _solve(self, at: int, talk: _Talk) -> None:
        (ticket, conversation), chance = talk, self._random.random()
        conversation.feedback = "positive" if chance < 0.2 else "negative" if chance < 0.28 else ""
        self._conversations.close(at, ticket, "ai_agent", AI_AGENT)
