"""What stands in a published file: the watermark of each account, and what is known of marts that stay on Spark."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.sql_text import identifier, literal

if TYPE_CHECKING:
    import duckdb

PUBLISHED = "helpdesk.duckdb"
# Where marts do not come back from Spark this table of schema `ops` stands for them, in warehouse.duckdb too.
ON_SPARK = "marts_on_spark"


def watermarks(
    connection: duckdb.DuckDBPyConnection, catalog: str, marts: Collection[str] | None = None
) -> dict[str, datetime | None]:
    """The newest as_of of each source over the marts (of these names) that carry it, in an attached database."""
    dated = connection.execute(
        """
        select table_name from duckdb_columns()
        where database_name = $catalog and schema_name = 'marts' and column_name in ('source', 'as_of')
        group by table_name having count(*) = 2 order by table_name
        """,
        {"catalog": catalog},
    ).fetchall()
    names = [f"marts.{identifier(name)}" for (name,) in dated if marts is None or name in marts]
    names += [f"ops.{ON_SPARK} where source is not null"] if has_marts_on_spark(connection, catalog) else []
    if not names:
        return {}
    everything = " union all ".join(f"select source, as_of from {catalog}.{name}" for name in names)
    rows = connection.execute(f"select source, max(as_of) from ({everything}) group by source order by source")
    return dict(rows.fetchall())


def has_marts_on_spark(connection: duckdb.DuckDBPyConnection, catalog: str) -> bool:
    """Whether an attached database holds, instead of rows, how many of them each mart has on Spark."""
    query = "select 1 from duckdb_tables() where database_name = $1 and schema_name = 'ops' and table_name = $2"
    return bool(connection.execute(query, [catalog, ON_SPARK]).fetchall())


def published_as_of(home: Path) -> dict[str, str | None]:
    """The watermark (UTC, ISO 8601) of each account in what readers have; {} before the first publication.

    A file that cannot be opened gives {} too: this is asked at the end of red nights.
    """
    import duckdb

    place = home / PUBLISHED
    if not place.exists():
        return {}
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(place)} as published (read_only)")
            found = watermarks(connection, "published")
    except duckdb.Error:
        return {}
    return {source: f"{as_of.isoformat()}Z" if as_of else None for source, as_of in found.items()}
