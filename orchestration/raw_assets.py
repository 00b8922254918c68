"""One Dagster asset per raw table, generated from dbt's sources files; a step per source system loads what is new."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

import dagster as dg

from orchestration.freshness import watermark
from orchestration.journal import Journal
from orchestration.lake import ensure_lake
from orchestration.load import FileResult, opened, refuse_unclaimed
from orchestration.raw_tables import RawTable
from orchestration.reread import Reread, forget
from orchestration.settings import Settings
from orchestration.steps import POOL, step

GROUP = "raw"
# The loader's own books are a dbt source too; they are complete when every raw table is loaded.
BOOKS = dg.AssetKey(["lake", "files"])


def raw_key(table: RawTable) -> dg.AssetKey:
    """The key dbt gives the same table as a source, so that lineage connects."""
    return dg.AssetKey([table.system, table.name])


def raw_assets(systems: Mapping[str, Mapping[str, RawTable]]) -> list[dg.AssetsDefinition]:
    """A multi-asset per source system of {system: {table: RawTable}}, and the loader's books after them."""
    loads = [_system_assets(system, list(tables.values())) for system, tables in systems.items()]
    return [*loads, _books([raw_key(table) for tables in systems.values() for table in tables.values()])]


def _spec(table: RawTable) -> dg.AssetSpec:
    required = dg.TableColumnConstraints(nullable=False)
    columns = [
        dg.TableColumn(column.name, column.data_type, constraints=required if column.required else None)
        for column in table.columns
    ]
    return dg.AssetSpec(
        raw_key(table),
        group_name=GROUP,
        description=f"{table.description} Read from {', '.join(table.files)}.",
        kinds={"parquet"},
        metadata={"dagster/column_schema": dg.TableSchema(columns)},
    )


def _system_assets(system: str, tables: Sequence[RawTable]) -> dg.AssetsDefinition:
    @dg.multi_asset(name=f"load_{system}", specs=[_spec(table) for table in tables], can_subset=True, pool=POOL)
    def load(
        context: dg.AssetExecutionContext, journal: dg.ResourceParam[Journal], reread: Reread
    ) -> Iterator[dg.MaterializeResult]:
        """Load every new file of this system from the landing folder into the lake."""
        settings = Settings.from_environment()
        chosen = [table for table in tables if raw_key(table) in context.selected_asset_keys]
        with step(settings.home, context.retry_number):
            ensure_lake(settings)
            if since := reread.day():
                journal.forgotten[system] = forget(settings, chosen, since)
            results, seconds = _load(settings, journal, chosen)
            in_lake = _rows_in_lake(settings, system)
        for table in chosen:
            rows = in_lake.get(table.name, 0)
            metadata = _metadata(results[table.name], rows, seconds[table.name])
            yield dg.MaterializeResult(raw_key(table), metadata=metadata)

    return load


def _load(
    settings: Settings, journal: Journal, tables: Sequence[RawTable]
) -> tuple[dict[str, list[FileResult]], dict[str, float]]:
    """Results and seconds per table."""
    started, rows = time.monotonic(), 0
    journal.begin(f"load {tables[0].system}", "rows")
    results: dict[str, list[FileResult]] = {}
    seconds: dict[str, float] = {}
    # Landing folder and books are read once for all tables of the system.
    with opened(settings, None) as run:
        for table in tables:
            before = time.monotonic()
            results[table.name] = run.load(table)
            seconds[table.name] = time.monotonic() - before
            journal.files += results[table.name]
            rows += sum(result.row_count for result in results[table.name] if result.status == "loaded")
            journal.advance(rows)
    journal.load_seconds += time.monotonic() - started
    return results, seconds


def _rows_in_lake(settings: Settings, system: str) -> dict[str, int]:
    """Rows that all loads of a system's tables keep."""
    import duckdb

    query = """
        select table_name, cast(sum(kept_count) as bigint) from read_parquet($files, union_by_name = true)
        where status = 'loaded' and source_system = $system group by table_name
    """
    files = str(settings.lake / "files" / "*.parquet")
    return dict(duckdb.execute(query, {"files": files, "system": system}).fetchall())


def _metadata(results: Sequence[FileResult], rows_in_lake: int, seconds: float) -> dict[str, Any]:
    """Rows in the lake, what this run added to them, and the reason of each file that was set aside.

    Numbers become curves in Dagster; `as_of` is the newest export that a file of the table came in.
    """
    dates = [result.exported_at for result in results if result.exported_at and result.status != "refused"]
    new = [result for result in results if result.status == "loaded"]
    refused = [f"{result.source}/{result.file}: {result.reason}" for result in results if result.status == "refused"]
    return {
        "dagster/row_count": rows_in_lake,
        "seconds": round(seconds, 3),
        "files_loaded": len(new),
        "files_set_aside": len(refused),
        "rows_read": sum(result.row_count for result in new),
        "rows_quarantined": sum(result.quarantined_count for result in new),
        "rows_repeated": sum(result.repeated_count for result in new),
        **(watermark(max(dates).replace(tzinfo=UTC)) if dates else {}),
        **({"set_aside": "\n".join(refused)} if refused else {}),
    }


def _books(loads: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    @dg.asset(key=BOOKS, deps=loads, group_name=GROUP, kinds={"parquet"}, pool=POOL)
    def books(context: dg.AssetExecutionContext, journal: dg.ResourceParam[Journal]) -> dg.MaterializeResult:
        """The loader's own books: one row per file that a delivery brought, and what became of it."""
        settings = Settings.from_environment()
        with step(settings.home, context.retry_number):
            unclaimed = refuse_unclaimed(settings)
        journal.files += unclaimed
        strange = [f"{result.source}/{result.file}: {result.reason}" for result in unclaimed]
        return dg.MaterializeResult(metadata={"files_no_table_takes": "\n".join(strange) or "none"})

    return books
