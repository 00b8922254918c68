"""Splits CSV text into records one by one, so that a broken record costs itself alone.

Slower than the database's reader, which gives up on the whole file; both give the same rows for a good file.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.unpack import CHUNK

# A record that has not ended by then has a quote that nobody closed.
MAX_RECORD_LETTERS = 8_000_000

# One blank may stand before a quote, as in the database's reader; with more the quote is a letter.
_OPENING = re.compile(r' ?"')
_INSIDE = re.compile(r'(?:[^"]++|"")*+')
_AFTER = re.compile(r" *")
_END = re.compile(r"\r?\n?\Z")


@dataclass(frozen=True)
class Record:
    """One record: its fields, or None when it cannot be split; `raw` is its text without the line end."""

    fields: list[str] | None
    raw: str


class _Open(Exception):
    """The text ends inside quotes: the record goes on in the next line."""


class _Broken(Exception):
    """The text is no record."""


@dataclass
class _Lines:
    """Physical lines, of which some can be given back."""

    source: Iterator[str]
    returned: list[str] = field(default_factory=list)

    def take(self) -> str | None:
        return self.returned.pop() if self.returned else next(self.source, None)

    def give_back(self, lines: list[str]) -> None:
        self.returned.extend(reversed(lines))


@contextmanager
def open_lines(content: Path) -> Iterator[Iterator[str]]:
    """The lines of a UTF-8 text with their ends; a lone carriage return ends one only where nothing else does."""
    newline = "" if line_end(content) == r"\r" else "\n"
    with content.open(encoding="utf-8-sig", newline=newline) as stream:
        yield stream


def line_end(content: Path) -> str:
    r"""How the first line ends, in the words of the database: \n, \r\n or \r."""
    with content.open("rb") as stream:
        piece = stream.read(CHUNK)
    place = piece.find(b"\n")
    if place < 0:
        return r"\r" if b"\r" in piece else r"\n"
    return r"\r\n" if piece[:place].endswith(b"\r") else r"\n"


def records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """Split lines (with their ends, as from open_lines) into records; empty lines come as no fields at all.

    When quotes never match, only the first line is given up and reading goes on with the next one: rows that an
    open quote would swallow are good rows.
    """
    supply = _Lines(iter(lines))
    plain = re.compile(rf"(?:[^{re.escape(delimiter)}\r\n]|\r(?!\n|\Z))*")
    while (line := supply.take()) is not None:
        taken = [line]
        try:
            yield Record(_fields(supply, taken, delimiter, plain), "".join(taken).rstrip("\r\n"))
        except _Broken:
            supply.give_back(taken[1:])
            yield Record(None, line.rstrip("\r\n"))


def _fields(supply: _Lines, taken: list[str], delimiter: str, plain: re.Pattern[str]) -> list[str]:
    """Fields of the record that begins with the taken line; takes the lines it goes on in."""
    if '"' not in taken[0]:
        return _split_plain(taken[0], delimiter)
    while True:
        try:
            return _split("".join(taken), delimiter, plain)
        except _Open:
            # Until a line holds a quote the record cannot have ended.
            letters = sum(map(len, taken))
            while (line := supply.take()) is not None:
                taken.append(line)
                letters += len(line)
                if '"' in line or letters > MAX_RECORD_LETTERS:
                    break
            if line is None or letters > MAX_RECORD_LETTERS:
                raise _Broken from None


def _split_plain(line: str, delimiter: str) -> list[str]:
    """Fields of a line without quotes, which is most of them."""
    text = line.removesuffix("\n").removesuffix("\r")
    return text.split(delimiter) if text else []


def _split(text: str, delimiter: str, plain: re.Pattern[str]) -> list[str]:
    if not text.rstrip("\r\n"):
        return []
    fields: list[str] = []
    place = 0
    while True:
        value, place = _field(text, place, plain)
        fields.append(value)
        if _END.match(text, place):
            return fields
        if text[place] != delimiter:
            raise _Broken
        place += 1


def _field(text: str, place: int, plain: re.Pattern[str]) -> tuple[str, int]:
    """The field that begins at `place`, and where it ends."""
    opening = _OPENING.match(text, place)
    found = (_INSIDE if opening else plain).match(text, opening.end() if opening else place)
    if found is None:
        raise _Broken
    if opening is None:
        return found.group(), found.end()
    if found.end() == len(text):
        raise _Open
    after = _AFTER.match(text, found.end() + 1)
    return found.group().replace('""', '"'), after.end() if after else found.end() + 1
