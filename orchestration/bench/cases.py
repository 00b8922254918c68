"""What is measured: nights over a simulated history, the limit and the queries beside them, and empty exports.

Each group of figures is kept as JSON below the benchmark's folder as soon as it is there; a run that was cut off goes
on with the next. What nights wrote goes when the last figure of a case is kept.
"""

import csv
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from orchestration.bench.limit import parse
from orchestration.bench.machine import about
from orchestration.bench.night import environment, figures, night
from orchestration.bench.process import run
from orchestration.bench.queries import answers
from orchestration.dbt_assets import PROFILES, dbt_program
from orchestration.raw_tables import read_raw_tables
from orchestration.settings import PROJECT, STAGING
from orchestration.simulate.generic import Generic

DAYS = 1095
SYSTEM = Generic.note["source_system"]
Figures = dict[str, Any]
# What an engine may take below the memory that targets.py gives a night, up to so many tickets.
MEMORY_LIMITS = ((300_000, "1200MB"), (1_000_000, "3500MB"))


@dataclass(frozen=True)
class Case:
    """A folder of figures, `<name>/<group>.json`, with its working folder."""

    folder: Path
    groups: ClassVar[tuple[str, ...]] = ()

    @property
    def is_measured(self) -> bool:
        """Whether all its figures are there."""
        return all(map(self.kept, self.groups))

    def all_kept(self) -> dict[str, Figures]:
        """Figures by group."""
        return {group: self.kept(group) for group in self.groups}

    @property
    def work(self) -> Path:
        """Exports and home folders, while they are needed."""
        return self.folder / "work"

    def kept(self, group: str) -> Figures:
        """Figures of a group; empty while there are none."""
        path = self.folder / f"{group}.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else {}

    def keep(self, group: str, measure: Callable[[], Figures]) -> None:
        """Measure a group unless its figures are there."""
        if self.kept(group):
            return
        print(f"{self.folder.name}: {group}", flush=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{group}.json"
        half = path.with_suffix(".new")
        before = about()
        half.write_text(json.dumps({"about": before} | measure(), indent=1) + "\n", "utf-8")
        os.replace(half, path)

    def clear(self) -> None:
        """Remove the working folder."""
        shutil.rmtree(self.work, ignore_errors=True)


@dataclass(frozen=True)
class History(Case):
    """So many tickets on so many days; the last day is a delivery of its own."""

    groups: ClassVar[tuple[str, ...]] = ("limit", "nights", "queries")
    tickets: int
    days: int = DAYS

    def measure(self) -> None:
        """The full build, the night of one day on top, a night with nothing new; the limit; the queries."""
        if self.is_measured:
            return
        self._simulate()
        self.keep("limit", self._limit)
        self.keep("nights", self._nights)
        self.keep("queries", lambda: {"seconds": answers(self.work / "home")})
        self.clear()

    @property
    def memory_limit(self) -> str:
        """As HELPDESK_MEMORY_LIMIT; that of the largest size for larger ones."""
        return next((limit for size, limit in MEMORY_LIMITS if self.tickets <= size), MEMORY_LIMITS[-1][1])

    @property
    def _deliveries(self) -> list[Path]:
        return sorted((self.work / "desk" / "landing" / "simulated_generic").iterdir())

    def _simulate(self) -> None:
        desk = self.work / "desk"
        if desk.exists():
            return
        print(f"{self.folder.name}: simulate", flush=True)
        half = desk.with_name("desk.new")
        shutil.rmtree(half, ignore_errors=True)
        season = ["--tickets", str(self.tickets), "--days", str(self.days), "--deliveries", "day", "--out", str(half)]
        run([sys.executable, "-m", "orchestration.simulate", *season], os.environ)
        shutil.rmtree(half / "truth")
        os.replace(half, desk)

    def _limit(self) -> Figures:
        into = self.work / "limit"
        ran = run([sys.executable, "-m", parse.__module__, self._deliveries[0], into], os.environ)
        shutil.rmtree(into)
        return figures(ran) | {"bytes": sum(path.stat().st_size for path in self._deliveries[0].iterdir())}

    def _nights(self) -> Figures:
        home, landing = self.work / "home", self.work / "landing"
        for left in (home, landing):
            shutil.rmtree(left, ignore_errors=True)
        found: Figures = {}
        for name, delivery in zip(("full", "day"), self._deliveries, strict=True):
            place = landing / delivery.relative_to(self.work / "desk" / "landing")
            shutil.copytree(delivery, place, copy_function=os.link)
            found[name] = night(home, landing, self.memory_limit)
        return found | {"nothing": night(home, landing, self.memory_limit)}


@dataclass(frozen=True)
class Empty(Case):
    """Exports of every entity without a row: what is left is what each night costs."""

    groups: ClassVar[tuple[str, ...]] = ("nights", "dbt")

    def measure(self) -> None:
        """A first night and another full build in the same home; dbt alone with the same nodes, both ways too."""
        if self.is_measured:
            return
        home, landing = self.work / "home", self.work / "landing"
        if not home.exists() or not self.kept("nights"):
            self.clear()
            _empty_exports(landing / "empty" / "2026-04-12")
        self.keep("nights", lambda: {"first": self._night(home, landing), "again": self._again(home, landing)})
        self.keep("dbt", lambda: self._dbt(home, landing))
        self.clear()

    def _again(self, home: Path, landing: Path) -> Figures:
        """All is built anew but for what dbt knows of the project's files."""
        for folder in ("lake", "checks", "data_docs", "cache"):
            shutil.rmtree(home / folder, ignore_errors=True)
        for name in ("warehouse.duckdb", "status.json"):
            (home / name).unlink()
        return self._night(home, landing)

    def _night(self, home: Path, landing: Path) -> Figures:
        return night(home, landing, MEMORY_LIMITS[0][1])

    def _dbt(self, home: Path, landing: Path) -> Figures:
        target = self.work / "target"
        shutil.rmtree(target, ignore_errors=True)
        command = [dbt_program(), "build", "--full-refresh", "--vars", json.dumps({"systems": [SYSTEM]})]
        command += ["--project-dir", PROJECT, "--profiles-dir", PROFILES, "--target-path", target, "--log-path", target]
        given = environment(home, landing, MEMORY_LIMITS[0][1])
        return {name: figures(run(command, given)) for name in ("first", "again")}


def _empty_exports(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "_export.json").write_text(json.dumps(Generic.note | {"exported_at": "2026-04-12T22:00:00Z"}), "utf-8")
    for table in read_raw_tables(STAGING)[SYSTEM].values():
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerow(table.column_names)
