"""Copy the published marts into a PostgreSQL database: `python -m orchestration.publish_postgres`.

All of it is one transaction: readers have the schema `marts` as it was until it ends, and keep it when it fails.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, LiteralString, cast

import duckdb

from orchestration.postgres.tables import Mart, key_fits, read_marts, unique_keys
from orchestration.postgres.target import PostgresError, Target
from orchestration.published_file import PUBLISHED, has_marts_on_spark
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.postgres.server import Server

# How long readers are given to end their transactions, in seconds.
PATIENCE = 120.0
# Before it, NULL in a unique key cannot count as a value.
_KEYS_WITH_NULL = 150_000


@dataclass(frozen=True)
class Copied:
    """What stands in the database now: rows per mart, and where."""

    marts: dict[str, int]
    place: str
    seconds: float

    def line(self) -> str:
        """One line for people."""
        return f"{len(self.marts)} marts, {sum(self.marts.values()):,} rows in {self.seconds:.1f} s: {self.place}"


def publish_postgres(home: Path, target: Target, patience: float = PATIENCE) -> Copied:
    """Replace the schema `marts` of the database by the marts of `home`'s published file.

    Rows go through in batches. Whoever is in a transaction that has read a mart keeps the old ones until it ends; the
    swap waits for that, `patience` seconds long.

    Raises:
        PostgresError: no driver, server, right or space, a foreign schema of that name, readers that do not end.
        duckdb.Error: the published file is missing or cannot be read.
        ValueError: a column has a type that no type of PostgreSQL is known for, or the marts are on Spark alone.
    """
    try:
        from orchestration.postgres.server import connected
        from orchestration.postgres.swap import SCHEMA, claim, swap
    except ModuleNotFoundError as error:
        raise PostgresError(f"HELPDESK_POSTGRES_DSN needs the extra `postgres` of this project: {error}") from error
    started, keys = time.monotonic(), unique_keys()
    with duckdb.connect(str(home / PUBLISHED), read_only=True) as published, connected(target) as server:
        if has_marts_on_spark(published, "helpdesk"):
            raise ValueError(f"{home / PUBLISHED} has no marts: HELPDESK_SPARK_BRING_BACK=no")
        with server.transaction():
            claim(server)
            marts = read_marts(published)
            counts = _fill(server, published, {mart: keys.get(mart.name, []) for mart in marts}, target.readers)
            swap(server, patience)
        place = f"schema {SCHEMA} of database {server.info.dbname} on {server.info.host}"
    return Copied(counts, place, time.monotonic() - started)


def _fill(
    server: Server, published: duckdb.DuckDBPyConnection, marts: dict[Mart, list[str]], readers: tuple[str, ...]
) -> dict[str, int]:
    """Make the new schema with all of its tables and rights; returns rows per mart."""
    from psycopg import sql

    from orchestration.postgres.server import run
    from orchestration.postgres.swap import MARK, NEW

    new = sql.Identifier(NEW)
    run(server, "create schema {}", new)
    run(server, "comment on schema {} is {}", new, MARK)
    counts = {mart.name: _copy(server, published, mart, key) for mart, key in marts.items()}
    for role in map(sql.Identifier, readers):
        run(server, "grant usage on schema {} to {}", new, role)
        run(server, "grant select on all tables in schema {} to {}", new, role)
    return counts


def _copy(server: Server, published: duckdb.DuckDBPyConnection, mart: Mart, key: list[str]) -> int:
    """Make one table and fill it; returns its rows."""
    from psycopg import sql

    from orchestration.postgres.server import run
    from orchestration.postgres.swap import NEW

    table = sql.Identifier(NEW, mart.name)
    columns = [
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(cast("LiteralString", kind)))
        for name, kind in mart.types()
    ]
    run(server, "create table {} ({})", table, sql.SQL(", ").join(columns))
    with server.cursor() as cursor:
        # Frozen rows are seen by whoever sees the table, also from a snapshot that is older than the swap.
        with cursor.copy(sql.SQL("copy {} from stdin (freeze)").format(table)) as copy:
            for lines in mart.lines(published):
                copy.write(lines)
        rows = cursor.rowcount
    if key and server.info.server_version >= _KEYS_WITH_NULL and key_fits(published, mart, key):
        names = sql.SQL(", ").join(map(sql.Identifier, key))
        run(server, "alter table {} add unique nulls not distinct ({})", table, names)
    if mart.comment:
        run(server, "comment on table {} is {}", table, mart.comment)
    for name, said in mart.column_comments():
        run(server, "comment on column {} is {}", sql.Identifier(NEW, mart.name, name), said)
    run(server, "analyze {}", table)
    return rows


def main() -> int:
    """Copy what is published once; returns the exit code."""
    try:
        home, target = Settings.from_environment().home, Target.from_environment()
        if target is None:
            raise ValueError("HELPDESK_POSTGRES_DSN is not set")
        if not (home / PUBLISHED).exists():
            raise ValueError(f"nothing is published yet: {home / PUBLISHED}")
        print(f"postgres: {publish_postgres(home, target).line()}")
    except (PostgresError, ValueError, OSError, duckdb.Error) as error:
        print(f"publish-postgres: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
