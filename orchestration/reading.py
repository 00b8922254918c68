"""What all readers share: the file at hand, what it must be made of, and which of its columns are whose."""

import codecs
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path

import duckdb

from orchestration.raw_tables import RawTable
from orchestration.sql_text import identifier, literal
from orchestration.unpack import CHUNK, Refused, refusing
from orchestration.workbench import Workbench

# Beyond this a file is no export of ours, and every further column costs time in each query.
MAX_COLUMNS = 2_000

# The length of line in bytes that the database reads without being told.
USUAL_LINE = 2_000_000


@dataclass(frozen=True)
class Reading:
    """One file on its way into the workbench: `content` is unpacked, `scratch` a folder for copies of it."""

    bench: Workbench
    number: int
    content: Path
    scratch: Path

    @property
    def table(self) -> RawTable:
        """The table that takes the file."""
        return self.bench.table

    def add(self, rows: str) -> None:
        """Take in a SELECT of _row, the declared columns and _rest."""
        self.bench.add(self.number, rows)

    def copy_name(self, ending: str) -> Path:
        """A name for a copy of this file."""
        return self.scratch / f"copy_{self.number}_{ending}"


@dataclass(frozen=True)
class Columns:
    """The columns that a file has: SQL for each name, in the order of the file."""

    found: dict[str, str]
    table: RawTable

    def __post_init__(self) -> None:
        """Raise Refused for too many columns and for a missing required one (`missing_required_column`)."""
        if len(self.found) > MAX_COLUMNS:
            raise Refused(f"has {len(self.found):,} columns; at most {MAX_COLUMNS:,} are read")
        object.__setattr__(self, "found", self.table.own_names(self.found))
        require(self.table, set(self.found))

    @property
    def undeclared(self) -> list[str]:
        """Names that the table does not know."""
        return [name for name in self.found if name not in self.table.by_name]

    def select(self, row: str, origin: str) -> str:
        """SELECT of _row, the declared columns (null where absent) and _rest."""
        names = self.table.column_names
        declared = [f"{self.found.get(name, 'null')}::varchar as {identifier(name)}" for name in names]
        return f"select {row} as _row, {', '.join(declared)}, {self._rest()} as _rest from {origin}"

    def warnings(self) -> tuple[str, ...]:
        """One line on undeclared columns, if any."""
        return undeclared_warning(self.undeclared)

    def _rest(self) -> str:
        names = self.undeclared
        if not names:
            return "null::varchar"
        pairs = ", ".join(f"{literal(name)}, {self.found[name]}" for name in names)
        # Merging drops the names whose value is null: an empty field gives nothing.
        return f"nullif(json_merge_patch('{{}}', json_object({pairs}))::varchar, '{{}}')"


def require(table: RawTable, present: set[str]) -> None:
    """Raise Refused when a column is absent that the table cannot do without."""
    missing = [name for name in table.needed if name not in present]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise Refused(f"required column{'s' if len(missing) > 1 else ''} {', '.join(missing)} {verb} missing")


def undeclared_warning(names: list[str]) -> tuple[str, ...]:
    """One line naming columns that ride along in _rest (`unknown_columns` of the contract)."""
    if not names:
        return ()
    shown = ", ".join(" ".join(name.split())[:60] for name in names[:10])
    more = f" and {len(names) - 10:,} more" if len(names) > 10 else ""
    return (f"unknown column{'s' if len(names) > 1 else ''} kept in the rest: {shown}{more}",)


@dataclass(frozen=True)
class Shape:
    """What a text is like: lines that hold anything, the longest in bytes, and what makes lines hard to count."""

    lines: int
    longest: int
    # Carriage returns that no line feed follows.
    lone_returns: int
    has_quotes: bool


def survey(content: Path) -> Shape:
    """Check that a text file is UTF-8 text and no web page. Raises Refused otherwise."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    count = _LineCount()
    with refusing(), content.open("rb") as stream:
        while piece := stream.read(CHUNK):
            if count.position == 0:
                _check_beginning(piece[:4096])
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                raise Refused(f"is not UTF-8 text (near byte {count.position + error.start:,})") from error
            count.add(piece)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Refused("is not UTF-8 text: it ends inside a letter") from error
    count.add(b"\n")
    return Shape(count.lines, count.longest, count.lone_returns, count.has_quotes)


@dataclass
class _LineCount:
    """Counts lines in pieces of a text, without ever holding a whole line: it may be a page of a gigabyte."""

    lines: int = 0
    longest: int = 0
    lone_returns: int = 0
    has_quotes: bool = False
    position: int = 0
    _open: int = 0
    _ends_in_return: bool = False

    def add(self, piece: bytes) -> None:
        """Count the next piece."""
        first, *others = piece.split(b"\n")
        self.position += len(piece)
        self.has_quotes = self.has_quotes or b'"' in piece
        self.lone_returns += piece.count(b"\r") - piece.count(b"\r\n")
        # A return at the end of the piece before was counted as alone.
        self.lone_returns -= self._ends_in_return and piece.startswith(b"\n")
        if others:
            is_blank = self._open + len(first) == 0 or (
                self._open + len(first) == 1 and (self._ends_in_return or first == b"\r")
            )
            *closed, rest = others
            self.lines += not is_blank
            self.lines += len(closed) - closed.count(b"") - closed.count(b"\r")
            self.longest = max(self.longest, self._open + len(first), max(map(len, closed), default=0))
            self._open = len(rest)
        else:
            self._open += len(first)
        self._ends_in_return = piece.endswith(b"\r")


def _check_beginning(piece: bytes) -> None:
    if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("is UTF-16 text, not UTF-8")
    if piece.count(b"\0") * 4 > len(piece):
        raise Refused("is not UTF-8 text (UTF-16 without a mark, or no text at all)")
    text = piece.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise Refused("is a web page (HTML or XML), not an export")


def is_our_trouble(error: duckdb.Error) -> bool:
    """Whether memory or disk gave out: that is not the file's fault, and trying again may help."""
    no_space = "no space left" in str(error).lower() or f"errno {ENOSPC}" in str(error).lower()
    return isinstance(error, duckdb.OutOfMemoryException | duckdb.InterruptException) or no_space
