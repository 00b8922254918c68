"""CSV: by the database where it can be, else record by record, with what is broken set aside."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from orchestration.csv_records import MAX_RECORD_LETTERS, Record, line_end, open_lines, records
from orchestration.reading import USUAL_LINE, Columns, Reading, Shape, is_our_trouble, survey
from orchestration.sql_text import literal
from orchestration.unpack import Refused


def read_csv(reading: Reading, delimiter: str | None = None) -> tuple[str, ...]:
    """Read a CSV file with a header; returns warnings. Raises Refused when it is none."""
    delimiter = delimiter or reading.table.delimiter
    shape = survey(reading.content)
    header, lines = _header(reading.content, delimiter)
    columns = Columns({name: f"c{place}" for place, name in enumerate(header)}, reading.table)
    try:
        if lines is None or (shape.lone_returns and line_end(reading.content) != r"\r"):
            # The database cannot skip such a header, and takes such a carriage return for the end of a line.
            raise duckdb.InvalidInputException("to be read with care")
        origin = _origin(reading.content, len(header), delimiter, skip=lines, longest=shape.longest)
        reading.add(columns.select("row_number() over ()", origin))
        if not _is_plausible(reading, shape, len(header)):
            reading.bench.forget(reading.number)
            raise duckdb.InvalidInputException("to be read with care")
    except duckdb.Error as error:
        if is_our_trouble(error):
            raise
        _read_carefully(reading, columns, delimiter)
    return columns.warnings()


def _is_plausible(reading: Reading, shape: Shape, width: int) -> bool:
    """Whether the database found as many records as there are lines below the header; with quotes, no more than that.

    The one count that does not come from the reader itself. (With one column empty lines are rows: not counted here.)
    """
    if shape.lone_returns or width == 1:
        return True
    found = reading.bench.count(reading.number)
    return found == shape.lines - 1 or (shape.has_quotes and found < shape.lines)


def _header(content: Path, delimiter: str) -> tuple[list[str], int | None]:
    """Names of the columns, trimmed, and how many lines stand before the first record (None: not to be counted).

    A column without a name is called by its place. Raises Refused without a header or with one name twice.
    """
    with open_lines(content) as stream:
        before = 0
        for record in records(stream, delimiter):
            before += 1
            if record.fields == [] or not record.raw.strip():
                continue
            if record.fields is None:
                raise Refused("has a header row that cannot be split into names")
            names = [name.strip() or f"column_{place}" for place, name in enumerate(record.fields, start=1)]
            twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
            if twice:
                raise Refused(f"names the column {' and '.join(twice[:5])} twice")
            return names, None if "\n" in record.raw or "\r" in record.raw else before
    raise Refused("has no header row")


def _origin(content: Path, width: int, delimiter: str, *, skip: int, longest: int) -> str:
    """`read_csv(…)` over columns c0, c1, …: every value as text, nothing guessed, any flaw an error."""
    names = ", ".join(f"'c{place}': 'varchar'" for place in range(width))
    options = f"delim = {literal(delimiter)}, quote = '\"', escape = '\"', header = false, skip = {skip}"
    if longest > USUAL_LINE:
        options += f", max_line_size = {longest + 1024}"
    if not skip:
        # Our own copy, where a carriage return may stand in the first value. For other files it stays the database's
        # guess: told that lines end in return and feed, it skips one too many.
        options += ", new_line = '\\n'"
    return (
        f"read_csv({literal(content)}, auto_detect = false, columns = {{{names}}}, {options},"
        " strict_mode = true, compression = 'none')"
    )


def _read_carefully(reading: Reading, columns: Columns, delimiter: str) -> None:
    """Split the file here, write the good records anew with their row numbers, and set the broken ones aside."""
    good, broken = reading.copy_name("good.csv"), reading.copy_name("broken.csv")
    width = len(columns.found)
    longest = 0
    with (
        open_lines(reading.content) as stream,
        good.open("w", encoding="utf-8", newline="") as good_file,
        broken.open("w", encoding="utf-8", newline="") as broken_file,
    ):
        good_rows = csv.writer(good_file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        broken_rows = csv.writer(broken_file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for row, record in enumerate(_data_records(stream, delimiter, width), start=1):
            # Quotes may double every letter, and a letter takes up to four bytes.
            longest = max(longest, min(len(record.raw), MAX_RECORD_LETTERS) * 4 + width * 3)
            fields = _fitting(record, width)
            if fields is not None:
                good_rows.writerow([*fields, row])
            else:
                broken_rows.writerow([row, record.raw])
    reading.add(columns.select(f"c{width}::bigint", _origin(good, width + 1, ",", skip=0, longest=longest)))
    origin = _origin(broken, 2, ",", skip=0, longest=longest)
    reading.bench.add_malformed(reading.number, f"select c0::bigint as _row, c1 as raw from {origin}")


def _fitting(record: Record, width: int) -> list[str] | None:
    """The fields when there are as many as columns, or more that are empty (delimiters at the end of each line)."""
    fields = record.fields
    if fields == []:
        return [""]
    if fields is None or len(fields) < width or any(fields[width:]):
        return None
    return fields[:width]


def _data_records(stream: Iterable[str], delimiter: str, width: int) -> Iterator[Record]:
    """Records below the header; empty lines count only where one column makes them a row, as the database has it."""
    found = records(stream, delimiter)
    next(record for record in found if record.raw.strip())
    return (record for record in found if record.fields != [] or width == 1)
