"""The help desk as a whole: day by day, delivery by delivery."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from orchestration.export_note import NOTE_NAME
from orchestration.simulate.arrivals import Arrivals, shares
from orchestration.simulate.clock import ZONE, instant, wall
from orchestration.simulate.conversation import Conversations
from orchestration.simulate.dialect import Dialect
from orchestration.simulate.engine import Engine
from orchestration.simulate.floor import Floor
from orchestration.simulate.output import Files
from orchestration.simulate.people import Agent, hire
from orchestration.simulate.records import Records
from orchestration.simulate.service import Service
from orchestration.simulate.truth import Truth


@dataclass(frozen=True)
class Season:
    """What to simulate: so many tickets from the first to the last day; the last may be a delivery of its own."""

    first: date
    last: date
    tickets: int
    seed: int
    is_last_day_apart: bool = False


class Desk:
    """A simulated desk that writes its exports into one folder, and what really happened into another."""

    def __init__(self, season: Season, dialect: Dialect, exports: Path, truth: Path) -> None:
        """Hires people; nobody has written yet."""
        self._season, self._dialect = season, dialect
        self._folder, self._truth_files = exports, Files(truth)
        random = Random(season.seed)  # noqa: S311 - a simulation, no secret
        days = (season.last - season.first).days + 1
        self._engine = Engine()
        self._truth = Truth(self._truth_files)
        self._records = Records(dialect, self._truth)
        self._floor = Floor(self._engine, random, hire(random, season.tickets / days), self._seen)
        conversations = Conversations(self._engine, random, self._floor, self._records)
        Service(self._engine, random, self._floor, self._records, conversations)
        self._arrivals = Arrivals(self._engine, random, self._floor, self._records, conversations)

    def run(self) -> None:
        """Let the season happen and write all of it."""
        season = self._season
        files, since = self._begin(season.last - timedelta(days=1) if season.is_last_day_apart else None), 0
        self._dialect.desk(self._floor.agents, (season.first, season.last))
        for day, tickets in shares(season.first, season.last, season.tickets).items():
            if season.is_last_day_apart and day == season.last:
                since = self._end(files, day, since)
                files = self._begin(day)
            self._floor.plan_day(day)
            self._arrivals.plan_day(day, tickets)
            midnight = wall(ZONE, day + timedelta(days=1))
            self._engine.run_until(midnight)
            self._count_available(midnight)
            self._truth.end_day(day)
        self._end(files, season.last + timedelta(days=1), since)
        for ticket in self._records.live.values():
            self._truth.ticket(ticket)
        self._truth_files.close()

    def _begin(self, day: date | None) -> Files:
        """A delivery: the folder itself, or one with the name of its last day."""
        files = Files(self._folder / day.isoformat() if day else self._folder)
        self._dialect.begin(files)
        return files

    def _end(self, files: Files, midnight: date, since: int) -> int:
        """All that is known at a local midnight: what has changed since the delivery before; gives that midnight."""
        at = wall(ZONE, midnight)
        self._records.show_live(since)
        for agent in self._floor.agents:
            if agent.status != "offline":
                self._dialect.status(agent, agent.status, agent.since, None)
        files.close()
        dates = {"exported_at": instant(at), "time_zone": ZONE.key, "complete": True}
        files.page(NOTE_NAME, dates | self._dialect.note)
        return at

    def _seen(self, agent: Agent, status: str, start: int, end: int) -> None:
        if status == "available":
            self._truth.available(agent, end)
        self._dialect.status(agent, status, start, end)

    def _count_available(self, until: int) -> None:
        for agent in self._floor.agents:
            if agent.status == "available":
                self._truth.available(agent, until)
