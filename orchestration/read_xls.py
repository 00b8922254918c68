"""Workbooks called .xls: those that are XML (SpreadsheetML 2003, which help desks write as Excel), read as a stream."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from orchestration.read_csv import read_csv
from orchestration.reading import MAX_COLUMNS, Reading
from orchestration.unpack import CHUNK, Refused, refusing

_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet "


def read_xls(reading: Reading) -> tuple[str, ...]:
    """Read one sheet (the table's `sheet`, else the first) by way of CSV; returns warnings.

    Raises Refused for binary workbooks, for XML of another kind, and for XML that brings its own definitions.
    """
    copy = reading.copy_name("sheet.csv")
    with copy.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        sheet = _Sheet(reading.table.sheet, rows.writerow)
        _parse(reading, sheet)
    if not sheet.is_workbook:
        raise Refused("is XML, but no spreadsheet (SpreadsheetML)")
    if not sheet.is_found:
        raise Refused(f"has no sheet {reading.table.sheet or 'at all'}")
    return read_csv(Reading(reading.bench, reading.number, copy, reading.scratch), delimiter=",")


def _parse(reading: Reading, sheet: "_Sheet") -> None:
    """Send the file through the parser piece by piece: neither the file nor a tree of it is ever held in memory."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = sheet.start
    parser.EndElementHandler = sheet.end
    parser.CharacterDataHandler = sheet.text
    # Definitions of its own are how small XML files grow beyond all bounds; no export has any.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with refusing(), reading.content.open("rb") as stream:
            piece = stream.read(CHUNK)
            _check_beginning(piece)
            while piece:
                parser.Parse(piece, False)
                piece = stream.read(CHUNK)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused(f"is no readable XML spreadsheet: {error}".splitlines()[0]) from error
    except (LookupError, ValueError) as error:
        raise Refused("names a text encoding that cannot be read") from error


def _check_beginning(piece: bytes) -> None:
    if piece.startswith(_OLE2):
        raise Refused("is a binary Excel workbook (.xls); save as xlsx or csv")
    if piece.startswith(b"PK"):
        raise Refused("is no .xls workbook; rename it to .xlsx if it is one of those")
    text = piece.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").replace(b"\0", b"")[:20].lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table")):
        raise Refused("is a web page (HTML), not a workbook; save as xlsx or csv")
    if not text.startswith(b"<"):
        raise Refused("is no workbook; save as xlsx or csv")


def _refuse_doctype(*_given: object) -> None:
    raise Refused("is XML with definitions of its own (DTD); such files are not read")


@dataclass
class _Sheet:
    """Turns the elements of a workbook into rows of text; cells and rows that were skipped are empty."""

    name: str | None
    write: Callable[[list[str]], Any]
    is_workbook: bool = False
    is_found: bool = False
    is_inside: bool = False
    width: int = 0
    row: list[str] = field(default_factory=list)
    # Where the next cell stands, counted from 0.
    place: int = 0
    kind: str = ""
    # Text of the cell while its own data are open; None elsewhere, in comments too.
    value: list[str] | None = None
    comments: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        element = name.removeprefix(_NAMESPACE)
        if element == "Workbook" and name != element:
            self.is_workbook = True
        elif element == "Worksheet":
            title = attributes.get(_NAMESPACE + "Name")
            self.is_inside = not self.is_found and self.name in (None, title)
            self.is_found = self.is_found or self.is_inside
        elif not self.is_inside:
            return
        elif element == "Row":
            self.row, self.place = [], 0
        elif element == "Cell":
            self._start_cell(attributes)
        elif element == "Comment":
            self.comments += 1
        elif element == "Data" and not self.comments:
            self.kind, self.value = attributes.get(_NAMESPACE + "Type", "String"), []

    def text(self, text: str) -> None:
        """Letters between two tags."""
        if self.value is not None:
            self.value.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        element = name.removeprefix(_NAMESPACE)
        if not self.is_inside:
            return
        if element == "Worksheet":
            self.is_inside = False
        elif element == "Comment":
            self.comments -= 1
        elif element == "Data" and self.value is not None:
            self.row[-1] = _as_text(self.kind, "".join(self.value))
            self.value = None
        elif element == "Row":
            self._end_row()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        """Fill the gap that an index leaves; cells that were merged with this one are empty."""
        index = _whole(attributes.get(_NAMESPACE + "Index"), self.place + 1)
        last = index + _whole(attributes.get(_NAMESPACE + "MergeAcross"), 0)
        if index <= self.place:
            raise Refused("is no readable XML spreadsheet: the cells of a row are out of order")
        if last > MAX_COLUMNS:
            raise Refused(f"has a cell in column {last:,}; at most {MAX_COLUMNS:,} are read")
        self.row += [""] * (index - len(self.row))
        self.place = last

    def _end_row(self) -> None:
        """Write the row as wide as the header; rows that were only ever formatted hold nothing."""
        if any(self.row):
            self.width = self.width or len(self.row)
            self.write(self.row + [""] * (self.width - len(self.row)))


def _whole(text: str | None, default: int) -> int:
    if text is None:
        return default
    try:
        return int(text[:9])
    except ValueError as error:
        raise Refused(f"is no readable XML spreadsheet: {text[:20]!r} is no number of a column") from error


def _as_text(kind: str, value: str) -> str:
    """A typed cell as the text a CSV export would hold; instants are ISO 8601 in the file already."""
    if kind == "Boolean":
        return {"1": "true", "0": "false"}.get(value.strip(), value)
    if kind != "Number" or value.strip().isdigit():
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() else value.strip()
