"""Publish a green build: a new `helpdesk.duckdb` and a new folder `marts/`, each moved in as a whole.

Readers never open the file that dbt writes. An open connection keeps the old file, a new one sees the new.
Of marts that stay on Spark the file says how many rows they have there.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.published_file import ON_SPARK, PUBLISHED, has_marts_on_spark, watermarks
from orchestration.settings import MEMORY_LIMIT
from orchestration.sql_text import identifier, literal
from orchestration.swap import swap_in, sync

# Version 1.0.0 is what every client since 1.0 opens; the default of newer engines is refused by older ones.
STORAGE_VERSION = "v1.0.0"

_LOAD_AUDIT = """
    create table published.ops.load_audit as
    select
        source, delivery, file, table_name, load_id, loaded_at,
        row_count, kept_count, quarantined_count, repeated_count, status, reason
    from files
    order by loaded_at, source, file, table_name
"""

# A corrected file brings its rows back: only what the newest readable content of some path holds is still held.
_QUARANTINE = """
    create table published.ops.quarantine as
    with contents as (
        select
            source, table_name, file, load_id, content_sha256,
            row_number() over (
                partition by source, table_name, file order by loaded_at desc, exported_at desc nulls last, load_id desc
            ) as age
        from files
        where status in ('loaded', 'already_loaded')
    ),
    current_contents as (
        select distinct source, table_name, content_sha256 from contents where age = 1
    ),
    current_files as (
        select distinct contents.source, contents.table_name, contents.file, contents.load_id
        from contents
        inner join current_contents using (source, table_name, content_sha256)
    )
    select
        source, delivery, file, row_number, table_name, column_name, reason,
        case when $keeps_text then given_value end as given_value,
        case when $keeps_text then raw_row end as raw_row,
        load_id
    from quarantined
    semi join current_files using (source, table_name, file, load_id)
    order by source, file, row_number
"""

_COMMENTS = {
    "load_audit": "One row per file of a load: rows read = kept + quarantined + repeated.",
    "quarantine": "One row per row that was held back; its original text where HELPDESK_PERSONAL_TEXT is keep.",
}
_ABOUT_SPARK = "Marts of this publication, which are views in schema helpdesk on Spark: rows per account, newest as_of."


@dataclass(frozen=True)
class Published:
    """What stands in the published file: rows per mart and per table of `ops`, the watermark per source (UTC)."""

    marts: dict[str, int]
    ops: dict[str, int]
    as_of: dict[str, datetime | None]
    path: Path
    # The marts are not in the file.
    on_spark: bool = False

    def place(self) -> str:
        """Where readers find the marts."""
        return "views in schema helpdesk on Spark" if self.on_spark else f"{self.path}, {self.path.parent / 'marts'}"


def publish(
    home: Path, marts: Iterable[str], *, keeps_text: bool = False, memory_limit: str = MEMORY_LIMIT
) -> Published:
    """Copy these tables of the warehouse's schema `marts`, and the loader's books as `ops`, into the published places.

    Args:
        home: the folder that holds warehouse.duckdb and lake/.
        marts: names of the tables to publish; any other table, there from an earlier night, is left behind.
        keeps_text: whether rows that were held back show their original text, which may be personal.
        memory_limit: as in Settings.

    Raises:
        duckdb.Error, OSError: nothing was moved in; readers keep what they had.
    """
    new_file, new_folder = home / "helpdesk.duckdb.new", home / "marts.new"
    new_file.unlink(missing_ok=True)
    shutil.rmtree(new_folder, ignore_errors=True)
    new_folder.mkdir(parents=True)
    names = sorted(marts)
    with _connected(home, new_file, memory_limit) as connection:
        on_spark = has_marts_on_spark(connection, "warehouse")
        counts = _copy_counts(connection, names) if on_spark else _copy_marts(connection, names, new_folder)
        _write_ops(connection, home, keeps_text=keeps_text)
        ops = {name: _count(connection, f"published.ops.{name}") for name in _COMMENTS}
        as_of = watermarks(connection, "published", names)
        connection.execute("detach published")
    _move_in(home, new_file, new_folder)
    return Published(counts, ops, as_of, home / PUBLISHED, on_spark)


def _move_in(home: Path, new_file: Path, new_folder: Path) -> None:
    for path in (*new_folder.iterdir(), new_folder, new_file):
        sync(path)
    swap_in(new_folder, home / "marts")
    os.replace(new_file, home / PUBLISHED)
    sync(home)


@contextmanager
def _connected(home: Path, new_file: Path, memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(config={"temp_directory": str(home / "spill"), "memory_limit": memory_limit})
    try:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {literal(home / 'warehouse.duckdb')} as warehouse (read_only)")
        connection.execute(f"attach {literal(new_file)} as published (storage_version '{STORAGE_VERSION}')")
        connection.execute("create schema published.marts")
        connection.execute("create schema published.ops")
        yield connection
    finally:
        connection.close()


def _copy_marts(connection: duckdb.DuckDBPyConnection, names: Iterable[str], folder: Path) -> dict[str, int]:
    return {name: _copy_mart(connection, name, folder) for name in names}


def _copy_counts(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> dict[str, int]:
    """What stands for marts that stay on Spark; returns the rows of each."""
    table = f"published.ops.{ON_SPARK}"
    connection.execute(f"create table {table} as from warehouse.ops.{ON_SPARK}")
    connection.execute(f"comment on table {table} is {literal(_ABOUT_SPARK)}")
    query = f"select table_name, cast(sum(row_count) as bigint) from {table} group by table_name"
    return dict.fromkeys(names, 0) | dict(connection.execute(query).fetchall())


def _copy_mart(connection: duckdb.DuckDBPyConnection, name: str, folder: Path) -> int:
    """A mart with its comments, into both places; returns its rows."""
    table = f"published.marts.{identifier(name)}"
    connection.execute(f"create table {table} as from warehouse.marts.{identifier(name)}")
    for target, comment in _comments(connection, name):
        where = f"table {table}" if target is None else f"column {table}.{identifier(target)}"
        connection.execute(f"comment on {where} is {literal(comment)}")
    connection.execute(f"copy {table} to {literal(folder / f'{name}.parquet')} (format parquet)")
    return _count(connection, table)


def _comments(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str | None, str]]:
    """(column or None for the table itself, comment) as the warehouse has them."""
    return connection.execute(
        """
        select null, comment from duckdb_tables()
        where database_name = 'warehouse' and schema_name = 'marts' and table_name = $name and comment is not null
        union all
        select column_name, comment from duckdb_columns()
        where database_name = 'warehouse' and schema_name = 'marts' and table_name = $name and comment is not null
        """,
        {"name": name},
    ).fetchall()


def _write_ops(connection: duckdb.DuckDBPyConnection, home: Path, *, keeps_text: bool) -> None:
    for view, folder in (("files", "files"), ("quarantined", "quarantine")):
        files = literal(home / "lake" / folder / "*.parquet")
        connection.execute(f"create temp view {view} as from read_parquet({files}, union_by_name = true)")
    connection.execute(_LOAD_AUDIT)
    connection.execute(_QUARANTINE, {"keeps_text": keeps_text})
    for name, comment in _COMMENTS.items():
        connection.execute(f"comment on table published.ops.{name} is {literal(comment)}")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0
