"""The loader: landing folder to lake. What is known stays untouched, what is bad is set aside, the rest is kept.

Every file ends as one FileResult. Loads are immutable and known by their content; the registry is written last, so
that a crash leaves at most rows that nothing sees and that the next run removes.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from orchestration.books import Books, Fingerprints
from orchestration.lake import FileResult, blank_result, ensure_lake, remove_orphans, short_hash
from orchestration.landing import LandedFile, Landing, Problem, scan
from orchestration.lock import writer
from orchestration.raw_tables import RawTable, read_raw_tables
from orchestration.settings import Settings
from orchestration.unit import Unit
from orchestration.unpack import Refused
from orchestration.workbench import open_database

__all__ = ["FileResult", "load_all", "load_table", "refuse_unclaimed"]

Report = Callable[[str], None]


def load_all(settings: Settings, report: Report | None = None) -> list[FileResult]:
    """Load everything new in the landing folder; `report` gets a line per file as it is done.

    Files that are known already are among the results as already_loaded. Raises OSError or duckdb.Error only for
    troubles of this machine (disk full, no memory, a home that cannot be written), ValueError for a broken
    declaration of raw tables, WriterBusyError when another process writes.
    """
    with opened(settings, report) as run:
        results = run.refuse(run.landing.problems)
        for tables in run.systems.values():
            for table in tables.values():
                results += run.load(table)
        return results


def load_table(settings: Settings, system: str, table: str, report: Report | None = None) -> list[FileResult]:
    """Load what is new for one raw table, over all sources and deliveries; results and errors as of load_all."""
    with opened(settings, report) as run:
        return run.load(run.systems[system][table])


def refuse_unclaimed(settings: Settings, report: Report | None = None) -> list[FileResult]:
    """Enter in the books what no raw table takes: strange files, empty folders, broken notes, bad archives."""
    with opened(settings, report) as run:
        return run.refuse(run.landing.problems)


@contextmanager
def opened(settings: Settings, report: Report | None) -> Iterator["_Run"]:
    """One call of the loader: the lake locked for writing, landing folder and books as they are now."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with writer(settings.home):
        ensure_lake(settings)
        # The lock is ours: folders of loads that are still here belong to runs that died.
        for left in settings.scratch.glob("load-*"):
            shutil.rmtree(left)
        scratch = Path(mkdtemp(prefix="load-", dir=settings.scratch))
        database = open_database(scratch / "spill", settings.memory_limit)
        try:
            systems = read_raw_tables(settings.staging)
            landing = scan(settings.landing, systems)
            books, fingerprints = Books.open(settings, database), Fingerprints.open(settings)
            yield _Run(settings, report, systems, landing, scratch, database, books, fingerprints)
            fingerprints.save(scratch)
        finally:
            database.close()
            shutil.rmtree(scratch, ignore_errors=True)


@dataclass
class _Run:
    """One call of the loader."""

    settings: Settings
    report: Report | None
    systems: dict[str, dict[str, RawTable]]
    landing: Landing
    scratch: Path
    database: duckdb.DuckDBPyConnection
    books: Books
    fingerprints: Fingerprints

    def load(self, table: RawTable) -> list[FileResult]:
        """Load what is new for one table, delivery by delivery in the order of their names."""
        remove_orphans(self.settings, table, self.books.load_ids)
        files = sorted(
            (file for file in self.landing.files if file.table == table),
            key=lambda file: (file.delivery.source, file.delivery.name, file.file),
        )
        results: list[FileResult] = []
        for _, unit in groupby(files, key=lambda file: (file.delivery.source, file.delivery.name)):
            results += self._load_delivery(table, list(unit))
        return results

    def refuse(self, problems: Iterable[Problem]) -> list[FileResult]:
        """Results for what no table takes."""
        found = [blank_result(one.delivery, one.file, None, reason=one.reason) for one in problems]
        return [self._settle(result) for result in found]

    def _load_delivery(self, table: RawTable, files: list[LandedFile]) -> list[FileResult]:
        """Sort the files into refused, known and new; load the new ones; enter what is worth a row."""
        results: list[FileResult] = []
        new: dict[str, LandedFile] = {}
        again: list[FileResult] = []
        for file in files:
            try:
                sha = self.fingerprints.of(file.path, file.member)
                blank = blank_result(file.delivery, file.file, table.name, sha=sha)
            except Refused as refusal:
                blank = blank_result(file.delivery, file.file, table.name, reason=str(refusal))
                results.append(self._settle(blank))
                continue
            if blank.content_key not in self.books.loaded:
                # Of several files of one content the last counts, as it would if they were read in turn.
                earlier = new.pop(blank.content_sha256 or "", None)
                again += [replace(blank, file=earlier.file)] if earlier else []
                new[blank.content_sha256 or ""] = file
            else:
                again.append(blank)
        if new:
            delivery = files[0].delivery
            unit = Unit(self.settings, self.database, self.books, self.fingerprints, table, delivery, self.scratch)
            results += [self._settle(result) for result in unit.load(new)]
        return results + [self._settle(self._known(blank)) for blank in again]

    def _known(self, blank: FileResult) -> FileResult:
        """The result for content that is in the lake: it points to the load that has it; all its rows are repeats."""
        first = self.books.loaded.get(blank.content_key)
        if first is None:
            return replace(blank, status="refused", reason="has the content of another file that was refused")
        rows = first.row_count
        reason = f"same content as {first.file}" if first.file != blank.file else None
        return replace(
            blank, status="already_loaded", load_id=first.load_id, row_count=rows, repeated_count=rows, reason=reason
        )

    def _settle(self, result: FileResult) -> FileResult:
        """Enter the result in the books if it says anything new, and report it."""
        if not self.books.says(result):
            name = (
                short_hash(result.book_key, result.loaded_at)
                if result.book_key in self.books.written
                else result.book_key
            )
            self.books.enter(self.database, f"{result.status}_{name}", [result], self.scratch)
        if self.report and result.status != "already_loaded":
            self.report(result.line())
        return result
