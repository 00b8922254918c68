"""Tickets that come in: how many in which hour of which day, from whom, about what, and who meets them first."""

from datetime import date, timedelta
from itertools import accumulate
from random import Random

from orchestration.simulate.ai_agent import AiAgent
from orchestration.simulate.clock import HOUR, MINUTE, ZONE, holidays, local, wall
from orchestration.simulate.conversation import Conversations
from orchestration.simulate.dialect import FIRST_SPAMMER
from orchestration.simulate.engine import Engine
from orchestration.simulate.floor import Floor
from orchestration.simulate.people import BILLING, FRONT, NIGHT, OVERSEAS, Team
from orchestration.simulate.records import Records
from orchestration.simulate.ticket import Ticket

_WEEKDAYS = (1.3, 1.2, 1.1, 1.05, 1.0, 0.45, 0.4)
_HOURS = (2, 1, 1, 1, 1, 2, 4, 8, 14, 18, 18, 16, 13, 15, 16, 15, 13, 10, 8, 7, 7, 6, 4, 3)
_HOUR_SUMS = list(accumulate(_HOURS))
_CHANNELS = ("email", "chat", "messaging", "form", "phone", "social")
_CHANNEL_SUMS = list(accumulate((52, 16, 10, 14, 4, 4)))
_TOPICS = ("question", "problem", "refund", "feature_request")
_TOPIC_SUMS = list(accumulate((40, 35, 18, 7)))
_PRIORITIES = ("low", "normal", "high", "urgent")
_PRIORITY_SUMS = list(accumulate((10, 70, 15, 5)))
_FIRST_NUMBER = 100_000


def shares(first: date, last: date, tickets: int) -> dict[date, int]:
    """How many tickets come in on each day, all of them in the end."""
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    weights = [_WEEKDAYS[day.weekday()] * (0.4 if day in holidays(day.year) else 1) for day in days]
    whole, sums = sum(weights), [0.0, *accumulate(weights)]
    bounds = [round(tickets * part / whole) for part in sums]
    return {day: bounds[place + 1] - bounds[place] for place, day in enumerate(days)}


class Arrivals:
    """Makes tickets; customers come again, and some write twice at once."""

    def __init__(
        self, engine: Engine, random: Random, floor: Floor, records: Records, conversations: Conversations
    ) -> None:
        """Nobody is known."""
        self._at, self._random, self._floor = engine.at, random, floor
        self._records, self._conversations = records, conversations
        self._ai = AiAgent(engine, random, floor, records, conversations)
        self._tickets = self._customers = self._spammers = 0
        self._last: Ticket | None = None

    def plan_day(self, day: date, tickets: int) -> None:
        """When they come in on a day, by the wall clock: a night of 23 hours loses the hour that is not."""
        random = self._random
        hours = random.choices(range(24), cum_weights=_HOUR_SUMS, k=tickets)
        for hour in hours:
            self._at(wall(ZONE, day, hour * HOUR + random.randrange(HOUR)), self._arrive, None)

    def _arrive(self, at: int, _: None) -> None:
        ticket = self._ticket(at)
        self._records.live[ticket.number] = ticket
        self._last = ticket
        if ticket.opener == "customer":
            self._asked(at, ticket)
        elif ticket.opener == "agent":
            self._opened_by_agent(at, ticket)
        else:
            self._records.machine(at, ticket, "automation", None)
            self._floor.ask(at, ticket)

    def _ticket(self, at: int) -> Ticket:
        random, choices = self._random, self._random.choices
        self._tickets += 1
        chance = random.random()
        channel = choices(_CHANNELS, cum_weights=_CHANNEL_SUMS)[0]
        topic = choices(_TOPICS, cum_weights=_TOPIC_SUMS)[0]
        priority = choices(_PRIORITIES, cum_weights=_PRIORITY_SUMS)[0]
        opener = "customer"
        if channel in ("email", "form"):
            opener = "agent" if chance < 0.04 else "automation" if chance < 0.06 else opener
        fate = "" if opener != "customer" else "spam" if chance > 0.985 else "deleted" if chance > 0.98 else ""
        customer, twin = self._customer(is_spammer=fate == "spam"), None
        if opener == "customer" and not fate and chance > 0.96 and self._last and self._last.fate in ("", "twin"):
            fate, twin, customer = "twin", self._last, self._last.customer
        team = self._team(at, topic, priority, channel)
        rounds = 1 + min(int(random.expovariate(1 / 4.6)), 30)
        return Ticket(
            _FIRST_NUMBER + self._tickets, at, customer, opener, channel, topic, priority, team, rounds, fate, twin
        )

    def _customer(self, *, is_spammer: bool) -> int:
        """Somebody new, or one of those who have written before, rather of late."""
        if is_spammer:
            self._spammers += 1
            number = FIRST_SPAMMER + self._spammers
        elif self._customers > 10 and self._random.random() < 0.6:
            return self._customers - int(self._customers * self._random.random() ** 2)
        else:
            self._customers += 1
            number = self._customers
        self._records.dialect.customer(number)
        return number

    def _team(self, at: int, topic: str, priority: str, channel: str) -> Team:
        clock = local(at)
        if clock.hour >= 21 or clock.hour < 6 or clock.weekday() > 4:
            return NIGHT if channel == "chat" or priority in ("high", "urgent") else FRONT
        if clock.hour >= 16 and topic != "refund":
            return OVERSEAS
        return BILLING if topic == "refund" else FRONT

    def _asked(self, at: int, ticket: Ticket) -> None:
        """A customer's first message: the AI agent may answer, or the bot says that it has come."""
        random = self._random
        self._records.asks(at, ticket)
        if ticket.channel == "chat":
            ticket.is_in_chat = True
            self._at(at + random.randrange(15 * MINUTE, 40 * MINUTE), self._conversations.abandon_chat, ticket)
        if ticket.channel in ("chat", "messaging") and not ticket.fate:
            self._ai.meet(at, ticket)
            return
        if ticket.channel in ("email", "form") and random.random() < 0.6:
            self._at(at + 2, self._greet, ticket)
        self._floor.ask(at, ticket)

    def _greet(self, at: int, ticket: Ticket) -> None:
        self._records.machine(at, ticket, "bot")

    def _opened_by_agent(self, at: int, ticket: Ticket) -> None:
        """A person writes first; where nobody is free a rule does."""
        agent = self._floor.somebody()
        if agent is None:
            ticket.opener = "automation"
            self._records.machine(at, ticket, "automation", None)
            self._floor.ask(at, ticket)
            return
        ticket.team, ticket.owner, ticket.stage = agent.team, agent, "pending"
        self._records.replies(at, ticket, agent.number)
        self._conversations.wait_for_customer(at, ticket)
