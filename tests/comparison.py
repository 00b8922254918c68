"""Marts against the reference: rows as text, counted, and what is lost or extra."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.memory import Warehouse
from tests.reference.export import Row, as_text

Lines = Counter[tuple[str, ...]]
SUMS = ("_count", "_sum")


def mart_lines(warehouse: Warehouse, mart: str, columns: list[str], where: str = "true") -> Lines:
    """Rows of a mart as text."""
    return _lines(warehouse.rows(f"select {', '.join(columns)} from marts.{mart} where {where}"))


def summed_lines(warehouse: Warehouse, mart: str, columns: list[str], where: str = "true") -> Lines:
    """Rows of a mart as text, additive columns summed over what is not asked for."""
    keys = [column for column in columns if not column.endswith(SUMS) and column != "oldest_age_days"]
    wholes = [
        f"{'max' if column == 'oldest_age_days' else 'sum'}({column})" if column not in keys else column
        for column in columns
    ]
    grouping = f" group by {', '.join(keys)}" if len(keys) < len(columns) else ""
    return _lines(warehouse.rows(f"select {', '.join(wholes)} from marts.{mart} where {where}{grouping}"))


def reference_lines(rows: Iterable[Row], columns: list[str]) -> Lines:
    """Rows of the reference as text."""
    return Counter(tuple(as_text(row[column]) for column in columns) for row in rows)


def compare(warehouse: Warehouse, mart: str, rows: list[Row]) -> str:
    """What differs between a mart and all rows that the reference gives for it; nothing where all are equal."""
    columns = list(rows[0]) if rows else ["source"]
    return difference(mart_lines(warehouse, mart, columns), reference_lines(rows, columns), columns)


def difference(found: Lines, expected: Lines, columns: list[str]) -> str:
    """The first rows that are missing and that are too many; nothing where all are equal."""
    lost, extra = expected - found, found - expected
    if not lost and not extra:
        return ""
    shown = [f"- {dict(zip(columns, line, strict=True))}" for line in sorted(lost)[:3]]
    shown += [f"+ {dict(zip(columns, line, strict=True))}" for line in sorted(extra)[:3]]
    return "\n".join([f"{lost.total()} rows missing, {extra.total()} unexpected", *shown])


def _lines(rows: list[tuple[Any, ...]]) -> Lines:
    return Counter(tuple(_text(value) for value in row) for row in rows)


def _text(value: Any) -> str:
    # Naive instants of the marts are UTC already.
    return str(value)[:19] if isinstance(value, datetime) else as_text(value)
