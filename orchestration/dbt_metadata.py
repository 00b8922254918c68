"""What Dagster is told about a build beyond dbt's own words: rows and dates of tables, rows that failed a test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import dagster as dg

from orchestration.failing_rows import check_metadata
from orchestration.freshness import watermark
from orchestration.pictures import rows_per_week
from orchestration.settings import Settings
from orchestration.sql_text import identifier, literal

if TYPE_CHECKING:
    import duckdb


def with_metadata(events: Sequence[Any], manifest: Mapping[str, Any], settings: Settings) -> Iterator[Any]:
    """The events of a build with what the warehouse says, in a few queries now that dbt has closed it.

    Numbers become curves in Dagster.
    """
    import duckdb

    path = str(settings.home / "warehouse.duckdb")
    with duckdb.connect(path, read_only=True) as warehouse:
        warehouse.execute("set TimeZone = 'UTC'")
        counts, dates = _row_counts(warehouse), _watermarks(warehouse)
        for event in events:
            node = manifest["nodes"].get(_unique_id(event), {})
            table = f"{node.get('schema')}.{node.get('alias')}"
            more: dict[str, Any] = {}
            if isinstance(event, dg.Output):
                more |= {"dagster/row_count": counts[table]} if table in counts else {}
                more |= watermark(dates[table]) if table in dates else {}
                more |= _picture(warehouse, node) if table in counts else {}
                more |= _seconds(event)
                yield event.with_metadata({**event.metadata, **more}) if more else event
            elif isinstance(event, dg.AssetCheckResult) and not event.passed:
                more = check_metadata(warehouse, path, node)
                yield event.with_metadata({**(event.metadata or {}), **more})
            else:
                yield event


def _unique_id(event: Any) -> str:
    found = (getattr(event, "metadata", None) or {}).get("unique_id")
    return str(getattr(found, "text", found))


def _seconds(event: dg.Output) -> dict[str, float]:
    """What dbt calls Execution Duration, under the name that every asset here has."""
    found = event.metadata.get("Execution Duration")
    return {"seconds": float(found.value)} if isinstance(found, dg.FloatMetadataValue) and found.value else {}


def _row_counts(warehouse: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = warehouse.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    parts = [
        f"select {literal(f'{schema}.{table}')}, count(*) from {identifier(schema)}.{identifier(table)}"
        for schema, table in names
    ]
    return dict(warehouse.execute(" union all ".join(parts)).fetchall()) if parts else {}


def _picture(warehouse: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> dict[str, dg.MetadataValue]:
    """Rows of a report's mart week by week; periods and the state of this instant have none."""
    meta = node["config"].get("meta", {})
    if meta.get("shape", "period") == "period" or meta["default_date"] == "as_of":
        return {}
    week = f"cast(date_trunc('week', {identifier(meta['default_date'])}) as date)"
    rows = f"select {week}, count(*) from marts.{identifier(node['alias'])} where {week} is not null group by 1"
    found = dict(warehouse.execute(rows).fetchall())
    return {"rows_per_week": rows_per_week(found)} if found else {}


def _watermarks(warehouse: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    """The newest as_of of each mart that carries it."""
    names = warehouse.execute(
        "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'as_of'"
    ).fetchall()
    parts = [
        f"select {literal(f'marts.{name}')}, max(as_of)::timestamp from marts.{identifier(name)}" for (name,) in names
    ]
    rows = warehouse.execute(" union all ".join(parts)).fetchall() if parts else []
    return {name: as_of.replace(tzinfo=UTC) for name, as_of in rows if as_of is not None}
