"""What great-expectations looks at: the current rows of a raw table, newest first, and how much each load brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from orchestration.checks import Checks, value
from orchestration.raw_tables import RawTable
from orchestration.settings import Settings
from orchestration.sql_text import identifier
from orchestration.suites import Batch, instant_column

if TYPE_CHECKING:
    import duckdb

# Newest loads first; enough to see a broken export, few enough for a pandas frame.
ROW_CAP = 25_000
# Fewer earlier loads say nothing about what is usual.
EARLIER_LOADS = 3


class Load(NamedTuple):
    """One load of a table; `is_current`: some path of the landing folder still had its content when last seen."""

    source: str
    load_id: str
    exported_at: datetime | None
    loaded_at: datetime
    row_count: int
    is_complete: bool
    is_current: bool


_LOADS = """
    select
        table_name, source, load_id, max(exported_at) as exported_at, max(loaded_at) as loaded_at,
        cast(sum(kept_count) as bigint) as row_count, bool_or(is_complete) as is_complete,
        bool_or(age = 1) as is_current
    from (
        select *, row_number() over (
            partition by source, table_name, file order by loaded_at desc, exported_at desc nulls last, load_id
        ) as age
        from read_parquet($files, union_by_name = true)
        where status in ('loaded', 'already_loaded') and source_system = $system
    )
    group by table_name, source, load_id
    order by loaded_at desc, exported_at desc nulls last, load_id
"""

# Complete exports are compared with complete ones, increments with increments. An export that a note dates and that
# lacks the table has 0 rows of it; without a date each load stands for itself.
_VOLUMES = f"""
    with contents as (
        select *, coalesce(cast(exported_at as varchar), load_id) as export, row_number() over (
            partition by source, table_name, file, exported_at order by loaded_at desc, load_id
        ) as age
        from read_parquet($files, union_by_name = true)
        where status in ('loaded', 'already_loaded') and source_system = $system
    ),
    exports as (
        select
            source, export, is_complete, max(coalesce(exported_at, loaded_at)) as arrived_at,
            coalesce(sum(row_count) filter (where table_name = $table), 0) as row_count
        from contents
        where age = 1 or exported_at is null
        group by source, export, is_complete
        having bool_or(exported_at is not null or table_name = $table)
    ),
    aged as (
        select *, row_number() over (partition by source order by arrived_at desc, export desc) as age from exports
    )
    select newest.source as _source, newest.row_count / median(earlier.row_count) as share_of_usual_rows
    from aged as newest
    inner join aged as earlier
        on newest.source = earlier.source and newest.is_complete = earlier.is_complete and earlier.age > 1
    where newest.age = 1
    group by newest.source, newest.row_count
    having count(*) >= {EARLIER_LOADS} and median(earlier.row_count) > 0
"""


def read_loads(connection: duckdb.DuckDBPyConnection, settings: Settings, system: str) -> dict[str, list[Load]]:
    """The loads of each table of a system that has any, newest first; the registry is read once for all of them."""
    loads: dict[str, list[Load]] = {}
    for table, *load in connection.execute(_LOADS, {"files": _registry(settings), "system": system}).fetchall():
        loads.setdefault(table, []).append(Load(*load))
    return loads


def read_batch(
    connection: duckdb.DuckDBPyConnection, settings: Settings, table: RawTable, loads: Sequence[Load]
) -> Batch:
    """The current rows of a table, of the newest loads up to ROW_CAP rows, and its volumes; `loads` newest first."""
    current = [load for load in loads if load.is_current]
    files: list[str] = []
    rows = 0
    for load in current:
        if rows < ROW_CAP:
            files.append(str(settings.lake / "raw" / table.system / table.name / load.load_id / "rows.parquet"))
            rows += load.row_count
    query = f"select {_columns(table)} from read_parquet($1, union_by_name = true) limit {ROW_CAP}"
    return Batch(
        table=table,
        rows=connection.execute(query, [files]).df(),
        volumes=connection.execute(
            _VOLUMES, {"files": _registry(settings), "system": table.system, "table": table.name}
        ).df(),
        latest=max(load.exported_at or load.loaded_at for load in loads) + timedelta(days=1),
        row_total=sum(load.row_count for load in current),
    )


def _columns(table: RawTable) -> str:
    texts = [f"{value(column)} as {identifier(column.name)}" for column in table.columns]
    # A wall clock counts as UTC here: near enough for what is plausible.
    instant = Checks(table, "UTC").instant
    times = [column for column in table.columns if column.data_type == "timestamp"]
    instants = [f"timezone('UTC', {instant(column)}) as {identifier(instant_column(column))}" for column in times]
    return ", ".join([*texts, *instants, "_source", "_file", "_row"])


def _registry(settings: Settings) -> str:
    return str(settings.lake / "files" / "*.parquet")
