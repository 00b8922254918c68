"""Surveys: some customers are asked after a close, some of them answer."""

from random import Random

from orchestration.simulate.clock import DAY, HOUR, MINUTE
from orchestration.simulate.engine import Engine
from orchestration.simulate.records import Records
from orchestration.simulate.ticket import Ticket

_SCORES, _WEIGHTS = (1, 2, 3, 4, 5), (6, 5, 12, 30, 47)


class Surveys:
    """Asks and waits for the answer."""

    def __init__(self, engine: Engine, random: Random, records: Records) -> None:
        """Nobody has been asked."""
        self._at, self._random, self._records = engine.at, random, records

    def invite(self, at: int, ticket: Ticket) -> None:
        """Two of five who have a person to judge are asked, once a ticket."""
        if ticket.closes == 1 and ticket.last_replier and self._random.random() < 0.4:
            self._at(at + self._random.randrange(MINUTE, HOUR), self._send, ticket)

    def _send(self, at: int, ticket: Ticket) -> None:
        has_bounced = self._random.random() < 0.02
        ticket.survey_sent_at = at
        self._records.dialect.invitation(ticket, at, has_bounced=has_bounced)
        if not has_bounced and self._random.random() < 0.35:
            later = at + MINUTE + min(int(self._random.expovariate(1 / (6 * HOUR))), 3 * DAY)
            self._at(later, self._answer, ticket)

    def _answer(self, at: int, ticket: Ticket) -> None:
        score = self._random.choices(_SCORES, _WEIGHTS)[0]
        self._records.dialect.answer(ticket, at, score)
        self._records.truth.answer(ticket, at, score)
