"""The published file, held open for reading, and opened anew when a nightly has put another in its place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from orchestration.published_file import has_marts_on_spark, watermarks
from orchestration.sql_text import identifier, literal

Row = tuple[Any, ...]
Made = TypeVar("Made")
ON_SPARK_ALONE = (
    "The marts are on Spark alone (HELPDESK_SPARK_BRING_BACK=no): `yes` brings them here in the next night."
)
# Answers of one version of the file that are remembered.
MOST_BYTES = 64 * 1024 * 1024


class Published:
    """One published file. Each reader gets a cursor of its own; whoever reads during a publication ends on the old."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._identity: tuple[int, int, int] | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._kept: dict[Any, Any] = {}

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """What stands in the file now; raises FileNotFoundError where no marts are, or not yet."""
        with self._lock:
            stat = self.path.stat()
            identity = (stat.st_dev, stat.st_ino, stat.st_mtime_ns)
            if self._connection is None or identity != self._identity:
                # Cursors that others hold keep the database that they began with.
                self._connection, self._identity, self._kept = _opened(self.path), identity, {}
            cursor, kept = self._connection.cursor(), self._kept
        try:
            cursor.execute("use published")
            yield Reading(cursor, kept)
        finally:
            cursor.close()


class Reading:
    """Questions to one version of the file. What does not change until the next publication is asked once."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, kept: dict[Any, Any]) -> None:
        self._cursor = cursor
        self._kept = kept

    def rows(self, statement: str, parameters: dict[str, Any] | None = None) -> list[Row]:
        """All rows of a statement."""
        return self._cursor.execute(statement, parameters or {}).fetchall()

    def named_rows(self, statement: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """All rows of a statement, each by the names of its columns."""
        answer = self._cursor.execute(statement, parameters or {})
        names = [column[0] for column in answer.description or []]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def kept(self, key: Any, make: Callable[[], Made]) -> Made:
        """What `make` gave for this version of the file; two readers at once may both make it."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def remembered(self, key: Any, make: Callable[[], bytes]) -> bytes:
        """As `kept`, for answers, of which there is no end: when they are many, all are forgotten."""
        answers: dict[Any, bytes] = self.kept("answers", dict)
        found = answers.get(key)
        if found is None:
            found = make()
            if sum(map(len, answers.values())) + len(found) > MOST_BYTES:
                answers.clear()
            answers[key] = found
        return found

    def tables(self) -> set[str]:
        """Names of the marts that are published."""
        found = "select table_name from duckdb_tables() where database_name = 'published' and schema_name = 'marts'"
        return self.kept("tables", lambda: {name for (name,) in self.rows(found)})

    def as_of(self) -> dict[str, datetime | None]:
        """The watermark of each account (UTC)."""
        return self.kept("as_of", lambda: watermarks(self._cursor, "published"))

    def dates(self, mart: str, column: str) -> tuple[date, date] | None:
        """First and last date of a mart by this column; the last is never before the local date of `as_of`."""
        return self.kept(("dates", mart, column), lambda: self._dates(mart, column))

    def periods(self, mart: str) -> dict[str, list[date]]:
        """First dates of the finished periods of a mart, by frequency."""
        statement = f"""
            select frequency, list(distinct period_start_date order by period_start_date)
            from marts.{identifier(mart)} group by frequency
        """
        return self.kept(("periods", mart), lambda: dict(self.rows(statement)))

    def _dates(self, mart: str, column: str) -> tuple[date, date] | None:
        dated = f"cast({identifier(column)} as date)"
        ((first, last),) = self.rows(f"select min({dated}), max({dated}) from marts.{identifier(mart)}")
        if first is None:
            return None
        newest = max((moment for moment in self.as_of().values() if moment), default=None)
        today = "select max(report_date) from marts.reporting_calendar where day_start_at <= $now"
        ((end,),) = self.rows(today, {"now": newest})
        return first, max(last, end) if end else last

    def comments(self, mart: str) -> dict[str, str]:
        """Descriptions of a mart's columns, under '' that of the mart."""
        statement = """
            select '', comment from duckdb_tables()
            where database_name = 'published' and schema_name = 'marts' and table_name = $mart and comment is not null
            union all
            select column_name, comment from duckdb_columns()
            where database_name = 'published' and schema_name = 'marts' and table_name = $mart and comment is not null
        """
        return self.kept(("comments", mart), lambda: dict(self.rows(statement, {"mart": mart})))

    def gaps(self, mart: str) -> list[dict[str, Any]]:
        """What the accounts' exports cannot tell in this mart, and why; no column stands for the whole of it."""
        statement = """
            select source, column_name, without_it, fact, level, reason
            from marts.report_capabilities where mart_name = $mart
            order by column_name nulls first, source, fact
        """
        return self.kept(("gaps", mart), lambda: self.named_rows(statement, {"mart": mart}))


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory with the file attached: two versions of one path can be open side by side.

    What reads it can neither write nor reach another file.
    """
    connection = duckdb.connect()
    connection.execute(f"attach {literal(path)} as published (read_only)")
    if has_marts_on_spark(connection, "published"):
        raise FileNotFoundError(ON_SPARK_ALONE)
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection
