"""One load: the new files of one delivery for one table, read, judged, and moved into the lake in one step."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from orchestration.books import Books, Fingerprints
from orchestration.lake import FileResult, blank_result, move_in, raw_folder, short_hash
from orchestration.landing import Delivery, LandedFile
from orchestration.raw_tables import RawTable
from orchestration.readers import read_file
from orchestration.reading import Reading
from orchestration.settings import Settings
from orchestration.unpack import Refused, bring
from orchestration.workbench import Workbench


class ConservationError(Exception):
    """Rows got lost or doubled on the way: a fault of the loader, never of a file. Nothing is entered in the books."""


@dataclass
class Unit:
    """One load in the making; `scratch` is a folder for half-made files."""

    settings: Settings
    database: duckdb.DuckDBPyConnection
    books: Books
    fingerprints: Fingerprints
    table: RawTable
    delivery: Delivery
    scratch: Path
    bench: Workbench = field(init=False)

    def __post_init__(self) -> None:
        """Open the workbench in a folder of its own."""
        self.scratch = Path(mkdtemp(prefix="unit-", dir=self.scratch))
        self.bench = Workbench(self.database, self.table, self.delivery.note.time_zone)

    def load(self, new: Mapping[str, LandedFile]) -> list[FileResult]:
        """Load files by the sha256 of their content; one result each, the loaded ones entered in the books."""
        ordered = sorted(new.items(), key=lambda entry: entry[1].file)
        try:
            results = [self._read(number, sha, file) for number, (sha, file) in enumerate(ordered)]
            if any(result.status == "loaded" for result in results):
                self.bench.settle_repeats()
                results = self._write(results)
            return results
        finally:
            self.bench.clear()
            shutil.rmtree(self.scratch)

    def _read(self, number: int, sha: str, file: LandedFile) -> FileResult:
        """Bring one file onto the workbench; its result has warnings for now, or is a refusal."""
        content = self.scratch / f"content_{number}"
        try:
            bring(file.path, file.member, content)
            warnings = read_file(Reading(self.bench, number, content, self.scratch), file.file)
            if self.fingerprints.of(file.path, file.member) != sha:
                self.bench.forget(number)
                raise Refused("changed while it was read; the next run takes it")
        except Refused as refusal:
            return blank_result(file.delivery, file.file, self.table.name, sha=sha, reason=str(refusal))
        finally:
            for copy in self.scratch.glob(f"co*_{number}*"):
                copy.unlink()
        result = blank_result(file.delivery, file.file, self.table.name, sha=sha)
        return replace(result, reason="; ".join(warnings) or None)

    def _write(self, results: list[FileResult]) -> list[FileResult]:
        """Write rows, then quarantine, then the books, each moved in whole; returns the results with their counts."""
        files = [result.file for result in results]
        loaded = [result for result in results if result.status == "loaded"]
        contents = sorted(result.content_sha256 or "" for result in loaded)
        note = self.delivery.note
        system, table = self.table.system, self.table.name
        load_id = short_hash(
            self.delivery.source, system, table, note.time_zone, contents, [one.file for one in loaded]
        )
        now = datetime.now(UTC).replace(tzinfo=None)
        rows, quarantine = self.scratch / load_id, self.scratch / f"{load_id}.quarantine.parquet"
        rows.mkdir()
        self.bench.write_rows(rows / "rows.parquet", self.delivery.source, files, load_id, now.isoformat(" "))
        set_aside = self.bench.write_quarantine(quarantine, self.delivery.source, self.delivery.name, files, load_id)
        entered = self._counted(results, rows / "rows.parquet", quarantine if set_aside else None, load_id, now)
        place = raw_folder(self.settings, system, table) / load_id
        if place.exists():
            # Left by a run that died before it entered this load.
            shutil.rmtree(place)
        move_in(rows, place)
        if set_aside:
            move_in(quarantine, self.settings.lake / "quarantine" / f"{load_id}.parquet")
        self.books.enter(self.database, load_id, [one for one in entered if one.status == "loaded"], self.scratch)
        return entered

    def _counted(
        self, results: list[FileResult], rows: Path, quarantine: Path | None, load_id: str, now: datetime
    ) -> list[FileResult]:
        """Results with what was read and what was written, file by file. Raises ConservationError if they differ."""
        read, repeated = self.bench.counts()
        kept, set_aside = self.bench.written(rows), self.bench.written(quarantine)
        doubts = self.bench.warnings()
        counted: list[FileResult] = []
        for number, result in enumerate(results):
            if result.status != "loaded":
                counted.append(result)
                continue
            one = replace(
                result,
                load_id=load_id,
                loaded_at=now,
                row_count=read.get(number, 0),
                kept_count=kept.get(result.file, 0),
                quarantined_count=set_aside.get(result.file, 0),
                repeated_count=repeated.get(number, 0),
                reason="; ".join([*([result.reason] if result.reason else []), *doubts.get(number, ())]) or None,
            )
            if one.row_count != one.kept_count + one.quarantined_count + one.repeated_count:
                raise ConservationError(f"{one.source}/{one.file}: {one.line()}, which does not add up")
            counted.append(one)
        return counted
