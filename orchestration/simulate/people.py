"""Who works at the desk: teams with their hours, agents with theirs, how many the work asks for."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from orchestration.simulate.clock import HOUR, ZONE, holidays

if TYPE_CHECKING:
    from orchestration.simulate.ticket import Ticket

_WORKDAYS, _ALL_DAYS = range(1, 6), range(1, 8)
# What is no person.
GREETER, AI_AGENT = 91, 92
# Seconds of work that a ticket takes over all its replies, and how many of them an agent does a working day.
_WORK, _CAPACITY = 1_500, 13_000


@dataclass(frozen=True)
class Team:
    """A team; `opens` and `shuts` are seconds of its wall clock, `share` is its part of the desk's people."""

    number: int
    name: str
    line: int
    zone: ZoneInfo
    days: range
    opens: int
    shuts: int
    share: float


FRONT = Team(1, "Front desk", 1, ZONE, _WORKDAYS, 8 * HOUR, 18 * HOUR, 0.65)
BILLING = Team(2, "Billing", 1, ZONE, _WORKDAYS, 9 * HOUR, 17 * HOUR, 0.25)
PLATFORM = Team(3, "Platform", 2, ZONE, _WORKDAYS, 9 * HOUR, 18 * HOUR, 0.15)
OVERSEAS = Team(4, "Overseas", 1, ZoneInfo("America/New_York"), _WORKDAYS, 9 * HOUR, 17 * HOUR, 0.25)
NIGHT = Team(5, "Night watch", 1, ZONE, _ALL_DAYS, 22 * HOUR, 30 * HOUR, 0.25)
TEAMS = (FRONT, BILLING, PLATFORM, OVERSEAS, NIGHT)


@dataclass(eq=False)
class Agent:
    """A person: eight hours within those of the team, one week of absence a year."""

    number: int
    team: Team
    starts: int
    ends: int
    away_week: int
    status: str = "offline"
    since: int = 0
    # Counted as available up to here.
    counted: int = 0
    is_busy: bool = False
    own: "deque[Ticket]" = field(default_factory=deque)

    def works_on(self, day: date) -> bool:
        """Whether a shift begins on a day."""
        if day.isocalendar().week == self.away_week:
            return False
        if self.team.days is _ALL_DAYS:
            # Five nights, two off; holidays are nights like any other.
            return (day.toordinal() + 3 * self.number) % 7 < 5
        return day.isoweekday() in self.team.days and day not in holidays(day.year)


def hire(random: Random, tickets_a_day: float) -> list[Agent]:
    """As many people as the work asks for, and two in each team at the least."""
    agents: list[Agent] = []
    for team in TEAMS:
        wanted = tickets_a_day * _WORK / _CAPACITY * team.share * 7 / len(team.days)
        for place in range(max(2, round(wanted + 0.5))):
            slack = max(team.shuts - team.opens - 8 * HOUR, 0)
            starts = team.opens + (slack if place % 2 else 0)
            agents.append(Agent(101 + len(agents), team, starts, starts + 8 * HOUR, random.randrange(2, 52)))
    return agents


def absences(agent: Agent, first: date, last: date) -> list[tuple[date, date]]:
    """Weeks, Monday to Sunday, that an agent is away for."""
    years = range(first.year, last.year + 1)
    mondays = [date.fromisocalendar(year, agent.away_week, 1) for year in years]
    weeks = [(monday, monday + timedelta(days=6)) for monday in mondays]
    return [(monday, sunday) for monday, sunday in weeks if sunday >= first and monday <= last]
