"""The rows that a dbt test found, kept by dbt in the schema test_failures: where they stand, and the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

EXAMPLE_ROWS = 3
# What a page of Dagster shows well.
PAGE_ROWS = 10


def table_of(relation: str) -> str:
    """A relation as dbt names it, without quotes and the name of the database: test_failures.<test>."""
    return relation.replace('"', "").removeprefix("warehouse.")


def first_rows(warehouse: duckdb.DuckDBPyConnection, relation: str, limit: int = EXAMPLE_ROWS) -> list[str]:
    """The first rows that failed a test, as JSON."""
    import duckdb

    try:
        query = f"select to_json(failing)::varchar from {relation} as failing limit {limit}"
        found = warehouse.execute(query).fetchall()
    except duckdb.CatalogException:
        # A test that could not even run leaves no table; its message says why.
        return []
    return [text for (text,) in found]


def check_metadata(warehouse: duckdb.DuckDBPyConnection, path: str, node: Mapping[str, Any]) -> dict[str, Any]:
    """Metadata for the check of a test that did not pass: where all its rows are, how to read them, the first few."""
    import dagster as dg

    relation = node.get("relation_name")
    if not relation:
        return {}
    rows = first_rows(warehouse, relation, PAGE_ROWS)
    table = table_of(relation)
    return {
        "failing_rows_file": dg.MetadataValue.path(path),
        "failing_rows_table": table,
        "failing_rows_query": dg.MetadataValue.md(f"```sql\nselect * from {table};\n```"),
        **({"failing_rows": dg.MetadataValue.table([dg.TableRecord({"row": row}) for row in rows])} if rows else {}),
    }
