"""The registry of files, as a process knows it: read once, then kept up to date as it writes."""

import json
import time
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from pathlib import Path

import duckdb

from orchestration.lake import FILE_COLUMNS, FileResult, move_in
from orchestration.settings import Settings
from orchestration.sql_text import literal
from orchestration.unpack import fingerprint

# Files of the registry change only through registry.py, so what was read stays read: {path: rows}.
_read: dict[Path, list[FileResult]] = {}

# A file that changed this recently may change again without its time of change telling.
_SETTLED_NS = 2_000_000_000


@dataclass
class Books:
    """All results on file, by content and by what makes a row new."""

    folder: Path
    loaded: dict[tuple[str | None, ...], FileResult] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    newest: dict[tuple[object, ...], FileResult] = field(default_factory=dict)
    entered: list[FileResult] = field(default_factory=list)

    @classmethod
    def open(cls, settings: Settings, connection: duckdb.DuckDBPyConnection) -> "Books":
        """Read the registry."""
        books = cls(settings.lake / "files")
        paths = [path for path in books.folder.glob("*.parquet") if path.name != "schema.parquet"]
        for path in _unread(paths):
            _read[path] = []
        _fill(connection, [path for path in paths if not _read[path]])
        for path in sorted(paths):
            books._remember(_read[path])
        return books

    @property
    def load_ids(self) -> set[str | None]:
        """Every load that is entered."""
        return {result.load_id for result in self.loaded.values()}

    def says(self, result: FileResult) -> bool:
        """Whether the result is no news: it is on file, and its path has held nothing else since.

        A file that goes back to what it once held is entered again, so that its newest row says what it holds.
        """
        newest = self.newest.get(result.slot_key)
        return result.book_key in self.written and (newest is None or newest.book_key == result.book_key)

    def enter(self, connection: duckdb.DuckDBPyConnection, name: str, results: list[FileResult], scratch: Path) -> None:
        """Write results as one file of the registry: from here on they count."""
        made, place = scratch / f"{name}.files.parquet", self.folder / f"{name}.parquet"
        columns = ", ".join(f"{column} {kind}" for column, kind in FILE_COLUMNS.items())
        connection.execute(f"create or replace temp table files ({columns})")
        marks = ", ".join("?" * len(FILE_COLUMNS))
        connection.executemany(f"insert into files values ({marks})", [astuple(result) for result in results])
        connection.execute(f"copy files to {literal(made)} (format parquet)")
        move_in(made, place)
        _read[place] = results
        self._remember(results)

    def _remember(self, results: list[FileResult]) -> None:
        self.entered += results
        for result in results:
            self.written.add(result.book_key)
            newest = self.newest.get(result.slot_key)
            if newest is None or newest.loaded_at <= result.loaded_at:
                self.newest[result.slot_key] = result
            if result.status == "loaded":
                self.loaded[result.content_key] = result


def changed(paths: Iterable[Path]) -> None:
    """Have files of the registry read again: they were rewritten or removed."""
    for path in paths:
        _read.pop(path, None)


def _unread(paths: list[Path]) -> list[Path]:
    return [path for path in paths if path not in _read]


def _fill(connection: duckdb.DuckDBPyConnection, paths: list[Path]) -> None:
    """Read files of the registry."""
    if not paths:
        return
    columns = ", ".join(FILE_COLUMNS)
    query = f"select filename, {columns} from read_parquet($1, union_by_name = true, filename = true)"
    rows = connection.execute(query, [[str(path) for path in paths]]).fetchall()
    for name, *values in rows:
        _read[Path(name)].append(FileResult(*values))


@dataclass
class Fingerprints:
    """sha256 of landed files, remembered for as long as size and time of change stay as they were."""

    path: Path
    known: dict[str, list[int | str]]
    changed: bool = False

    @classmethod
    def open(cls, settings: Settings) -> "Fingerprints":
        """Read what is remembered; a file that cannot be read costs hashing again, nothing more."""
        path = settings.home / "cache" / "fingerprints.json"
        try:
            return cls(path, dict(json.loads(path.read_text("utf-8"))))
        except (FileNotFoundError, ValueError):
            return cls(path, {})

    def of(self, path: Path, member: str | None) -> str:
        """The sha256 of a file's unpacked bytes. Raises Refused when it cannot be unpacked."""
        name = f"{path}\n{member or ''}"
        state = stat_of(path)
        remembered = self.known.get(name)
        if state and remembered and tuple(remembered[:2]) == state:
            return str(remembered[2])
        found = fingerprint(path, member)
        if state and state == stat_of(path) and time.time_ns() - state[1] > _SETTLED_NS:
            self.known[name] = [*state, found]
            self.changed = True
        return found

    def save(self, scratch: Path) -> None:
        """Write what is remembered, less the files that are gone."""
        if not self.changed:
            return
        here = {name: entry for name, entry in self.known.items() if Path(name.split("\n")[0]).exists()}
        made = scratch / "fingerprints.json"
        made.write_text(json.dumps(here), "utf-8")
        move_in(made, self.path)
        self.changed = False


def stat_of(path: Path) -> tuple[int, int] | None:
    """Size and time of change (ns); None when the file is gone or hidden from us."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
