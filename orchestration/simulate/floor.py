"""The floor: who is there, who works on what, and what waits in which queue."""

from collections.abc import Callable
from datetime import date
from heapq import heappop, heappush
from random import Random

from orchestration.simulate.clock import HOUR, MINUTE, wall
from orchestration.simulate.engine import Engine
from orchestration.simulate.people import TEAMS, Agent
from orchestration.simulate.ticket import Ticket

_RANKS = {"urgent": 0, "high": 1, "normal": 2, "low": 3}
# agent, ticket, start and end of the work.
Served = Callable[[Agent, Ticket, int, int], None]
# agent, status, start, end.
Seen = Callable[[Agent, str, int, int], None]


class Floor:
    """Agents and queues. `taken` is told when work on a ticket begins, `served` when it ends, `seen` of each status."""

    def __init__(self, engine: Engine, random: Random, agents: list[Agent], seen: Seen) -> None:
        """Everybody is at home."""
        self._engine, self._random, self._seen = engine, random, seen
        self.agents = agents
        self.taken: Callable[[int, Agent, Ticket], None]
        self.served: Served
        # In the order in which they became free.
        self._free: dict[int, dict[Agent, None]] = {team.number: {} for team in TEAMS}
        self._queues: dict[int, list[tuple[int, int, Ticket]]] = {team.number: [] for team in TEAMS}
        self._asked = 0

    def plan_day(self, day: date) -> None:
        """Shifts that begin on a day: late or early by minutes, a break, at times a meeting."""
        random, at = self._random, self._engine.at
        for agent in self.agents:
            if agent.works_on(day):
                start = wall(agent.team.zone, day, agent.starts) + random.randrange(-300, 600)
                end = wall(agent.team.zone, day, agent.ends) + random.randrange(-600, 1800)
                pause = start + random.randrange(3 * HOUR, 270 * MINUTE)
                at(start, self._change, (agent, "available"))
                at(pause, self._change, (agent, "away"))
                at(pause + random.randrange(20 * MINUTE, HOUR), self._change, (agent, "available"))
                if random.random() < 0.25:
                    meeting = end - random.randrange(70 * MINUTE, 100 * MINUTE)
                    at(meeting, self._change, (agent, "busy"))
                    at(meeting + 40 * MINUTE, self._change, (agent, "available"))
                at(end, self._change, (agent, "offline"))

    def ask(self, at: int, ticket: Ticket) -> None:
        """Somebody is to work on a ticket: its owner when at work, else the first of the team who is free."""
        if ticket.is_in_work:
            return
        ticket.is_in_work = True
        owner, free = ticket.owner, self._free[ticket.team.number]
        if owner and owner in free:
            self._start(at, owner, ticket)
        elif owner and owner.status == "available" and len(owner.own) < 5:
            owner.own.append(ticket)
        elif free:
            self._start(at, next(iter(free)), ticket)
        else:
            self._queue(ticket)

    def somebody(self) -> Agent | None:
        """Whoever of the first team is free, and is so no longer than anyone."""
        return next(iter(self._free[1]), None)

    def _queue(self, ticket: Ticket) -> None:
        self._asked += 1
        heappush(self._queues[ticket.team.number], (_RANKS[ticket.priority], self._asked, ticket))

    def _change(self, at: int, change: tuple[Agent, str]) -> None:
        agent, status = change
        if agent.status != "offline":
            self._seen(agent, agent.status, agent.since, at)
        agent.status, agent.since = status, at
        if status == "available":
            agent.counted = at
            self._next(at, agent)
            return
        self._free[agent.team.number].pop(agent, None)
        while agent.own:
            self._queue(agent.own.popleft())
        for other in list(self._free[agent.team.number]):
            self._next(at, other)

    def _next(self, at: int, agent: Agent) -> None:
        """What an agent does who has nothing to do."""
        if agent.is_busy or agent.status != "available":
            return
        queue = self._queues[agent.team.number]
        if agent.own:
            self._start(at, agent, agent.own.popleft())
        elif queue:
            self._start(at, agent, heappop(queue)[2])
        else:
            self._free[agent.team.number][agent] = None

    def _start(self, at: int, agent: Agent, ticket: Ticket) -> None:
        self._free[agent.team.number].pop(agent, None)
        agent.is_busy = True
        self.taken(at, agent, ticket)
        work = 60 + min(int(self._random.expovariate(1 / 200)), 1800)
        self._engine.at(at + work, self._finish, (agent, ticket, at))

    def _finish(self, at: int, work: tuple[Agent, Ticket, int]) -> None:
        agent, ticket, start = work
        agent.is_busy = ticket.is_in_work = False
        self.served(agent, ticket, start, at)
        self._next(at, agent)
