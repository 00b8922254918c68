"""Gate before the publication: rows per table and account against what was published last. No clock takes part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.published_file import ON_SPARK, PUBLISHED, has_marts_on_spark
from orchestration.sql_text import identifier, literal

if TYPE_CHECKING:
    import duckdb

# A history only grows, but for merges and corrections: a loss of more than this share of its rows is a fault ...
BLOCKING_SHARE = 0.2
# ... where as many rows are gone; of a few rows a share says nothing.
BLOCKING_ROWS = 10
# A smaller loss shows.
WARNING_SHARE = 0.02
# What shows the state of now may empty; losing more than half shows.
STATE_SHARE = 0.5


@dataclass(frozen=True)
class Shrink:
    """A table that has fewer rows of an account (`source`; '' where it has no such column) than were published."""

    table: str
    source: str
    before: int
    now: int
    blocks: bool

    def line(self) -> str:
        """The loss in one line for people."""
        place = f"{self.table}, account {self.source}" if self.source else self.table
        return f"{place}: {self.before:,} rows were published, now there are {self.now:,}"


def shrunk(home: Path, is_history: Mapping[str, bool], allowed: Iterable[str] = ()) -> list[Shrink]:
    """What the warehouse in `home` would take from readers, the blocking losses first; [] before the first publication.

    Args:
        home: the folder that holds warehouse.duckdb and helpdesk.duckdb.
        is_history: for each table about to be published whether its rows stay once they are there.
        allowed: tables that may lose rows this time, or `all`: their losses are told and do not block.
    """
    import duckdb

    if not (home / PUBLISHED).exists():
        return []
    free = set(allowed)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(home / 'helpdesk.duckdb')} as published (read_only)")
        connection.execute(f"attach {literal(home / 'warehouse.duckdb')} as warehouse (read_only)")
        before = row_counts(connection, "published", _tables(connection, "published"))
        now = row_counts(connection, "warehouse", set(is_history) & _tables(connection, "warehouse"))
        before |= rows_on_spark(connection, "published")
        now |= rows_on_spark(connection, "warehouse")
    found: list[Shrink] = []
    for (table, source), rows in before.items():
        left = now.get((table, source), 0)
        grave = _is_grave(rows, left) if is_history.get(table, False) else False
        may = bool(free & {table, "all"})
        if grave or _shows(rows, left, is_history=is_history.get(table, False)):
            found.append(Shrink(table, source, rows, left, blocks=grave and not may))
    return sorted(found, key=lambda one: (not one.blocks, one.table, one.source))


def _is_grave(before: int, now: int) -> bool:
    lost = before - now
    return now == 0 < before or (lost >= BLOCKING_ROWS and lost > BLOCKING_SHARE * before)


def _shows(before: int, now: int, *, is_history: bool) -> bool:
    return before - now > (WARNING_SHARE if is_history else STATE_SHARE) * before


def row_counts(
    connection: duckdb.DuckDBPyConnection, catalog: str, tables: Iterable[str]
) -> dict[tuple[str, str], int]:
    """Rows per (table, source) of the schema `marts` in an attached database; (table, '') without a column `source`."""
    with_source = connection.execute(
        """
        select table_name from duckdb_columns()
        where database_name = $catalog and schema_name = 'marts' and column_name = 'source'
        """,
        {"catalog": catalog},
    ).fetchall()
    parts: list[str] = []
    for name in sorted(tables):
        source = "coalesce(source, '')" if (name,) in with_source else "''"
        table = f"{catalog}.marts.{identifier(name)}"
        parts.append(f"select {literal(name)}, {source}, count(*) from {table} group by all")
    rows = connection.execute(" union all ".join(parts)).fetchall() if parts else []
    return {(table, source): count for table, source, count in rows}


def rows_on_spark(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[tuple[str, str], int]:
    """The same of marts that stay on Spark, from what an attached database says of them."""
    if not has_marts_on_spark(connection, catalog):
        return {}
    query = f"select table_name, coalesce(source, ''), row_count from {catalog}.ops.{ON_SPARK}"
    rows = connection.execute(query).fetchall()
    return {(table, source): count for table, source, count in rows}


def _tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> set[str]:
    query = "select table_name from duckdb_tables() where database_name = ? and schema_name = 'marts'"
    return {name for (name,) in connection.execute(query, [catalog]).fetchall()}


def is_history(meta: Mapping[str, Any]) -> bool:
    """Whether rows of a mart with this meta stay: all but snapshots of the state of now (not dated by a day)."""
    return meta.get("shape") != "snapshot" or meta.get("default_date") == "report_date"
