"""Parquet and xlsx: tables that know their own types, turned into text."""

import csv
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import duckdb

from orchestration.read_csv import read_csv
from orchestration.reading import Columns, Reading, is_our_trouble
from orchestration.sql_text import identifier, literal
from orchestration.unpack import Refused, check_size, unzipping

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Cell = int | float | str | bool | time | date | datetime | timedelta


def read_parquet(reading: Reading) -> tuple[str, ...]:
    """Read a Parquet file; returns warnings. Nested values become JSON text."""
    origin = f"read_parquet({literal(reading.content)})"
    try:
        described = reading.bench.connection.execute(f"describe select * from {origin}").fetchall()
    except duckdb.Error as error:
        if is_our_trouble(error):
            raise
        raise Refused("is no readable Parquet file") from error
    columns = Columns({name.strip(): _as_text(name, kind) for name, kind, *_ in described}, reading.table)
    try:
        reading.add(columns.select("row_number() over ()", origin))
    except duckdb.Error as error:
        if is_our_trouble(error):
            raise
        raise Refused("is a damaged Parquet file") from error
    return columns.warnings()


def read_xlsx(reading: Reading) -> tuple[str, ...]:
    """Read one sheet of a workbook (the table's `sheet`, else the first) by way of CSV; returns warnings."""
    from python_calamine import CalamineError, CalamineWorkbook

    with unzipping(), zipfile.ZipFile(reading.content) as archive:
        check_size(sum(entry.file_size for entry in archive.infolist()), reading.content.stat().st_size)
    copy = reading.copy_name("sheet.csv")
    try:
        with CalamineWorkbook.from_path(str(reading.content)) as workbook, copy.open("w", encoding="utf-8") as out:
            rows = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
            for row in _sheet(workbook, reading.table.sheet).iter_rows():
                texts = [cell_text(cell) for cell in row]
                # Rows that were only ever formatted hold nothing.
                if any(texts):
                    rows.writerow(texts)
    except CalamineError as error:
        raise Refused(f"is no readable xlsx file: {error}".splitlines()[0]) from error
    return read_csv(Reading(reading.bench, reading.number, copy, reading.scratch), delimiter=",")


def _sheet(workbook: "CalamineWorkbook", name: str | None) -> "CalamineSheet":
    if name is None:
        return workbook.get_sheet_by_index(0)
    if name not in workbook.sheet_names:
        raise Refused(f"has no sheet {name}")
    return workbook.get_sheet_by_name(name)


def cell_text(cell: Cell) -> str:
    """A cell as the text a CSV export would hold: whole numbers without a point, ISO 8601 dates and times."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, timedelta):
        seconds = int(cell.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _as_text(name: str, kind: str) -> str:
    column = identifier(name)
    nested = kind.startswith(("STRUCT", "MAP", "UNION")) or kind.endswith("]")
    return f"to_json({column})::varchar" if nested else f"{column}::varchar"
