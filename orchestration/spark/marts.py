"""The marts as Spark made them, brought to `warehouse.duckdb`: from there they are published as those of DuckDB are.

Spark writes each as Parquet below the home folder, all executors at once; no row goes through Thrift. Where they are
not to come back, only what the publication has to know of them does: rows and newest as_of per mart and account.
"""

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from orchestration.published_file import ON_SPARK
from orchestration.settings import Settings
from orchestration.spark.session import ask, connected
from orchestration.spark.target import SparkTarget
from orchestration.sql_text import identifier, literal

# A model in dbt's manifest.
Node = Mapping[str, Any]
EXCHANGE = "spark_marts"
# Small tables cost Spark more in starting than in writing: several at once.
SESSIONS = 4


def bring_marts(settings: Settings, target: SparkTarget, manifest: Mapping[str, Any]) -> None:
    """Make `warehouse.duckdb` anew from the marts of the last build, with their rows or with how many there are.

    Raises:
        duckdb.Error, OSError: nothing was replaced.
    """
    marts = [
        node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    ]
    made = settings.home / "warehouse.duckdb.new"
    made.unlink(missing_ok=True)
    with duckdb.connect(str(made)) as warehouse:
        warehouse.execute("set TimeZone = 'UTC'")
        (_bring if target.bring_back else _count)(warehouse, target, marts, settings.home / EXCHANGE)
    os.replace(made, settings.home / "warehouse.duckdb")


def _bring(warehouse: duckdb.DuckDBPyConnection, target: SparkTarget, marts: list[Node], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with ThreadPoolExecutor(SESSIONS) as pool:
        list(pool.map(partial(_write, target), marts))
    warehouse.execute("create schema marts")
    for node in marts:
        _read(warehouse, node, folder / node["alias"])
    shutil.rmtree(folder)


def _count(warehouse: duckdb.DuckDBPyConnection, target: SparkTarget, marts: list[Node], _: Path) -> None:
    with ThreadPoolExecutor(SESSIONS) as pool:
        rows = [row for found in pool.map(partial(_counted, target), marts) for row in found]
    warehouse.execute("create schema ops")
    columns = "table_name varchar, source varchar, row_count bigint, as_of timestamp"
    warehouse.execute(f"create table ops.{ON_SPARK} ({columns})")
    warehouse.executemany(f"insert into ops.{ON_SPARK} values (?, ?, ?, ?)", rows)


def _counted(target: SparkTarget, node: Node) -> list[tuple[Any, ...]]:
    """Rows and newest as_of of a mart, per account where it has accounts."""
    source = "source" if "source" in node["columns"] else "cast(null as string)"
    as_of = "max(as_of)" if "as_of" in node["columns"] else "cast(null as timestamp)"
    query = f"select {literal(node['alias'])}, {source}, count(*), {as_of} from {node['relation_name']} group by 2"
    with connected(target) as cursor:
        return ask(cursor, query)


def _write(target: SparkTarget, node: Node) -> None:
    place = literal(f"{target.home}/{EXCHANGE}/{node['alias']}")
    with connected(target) as cursor:
        cursor.execute("set spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS")
        cursor.execute(f"insert overwrite directory {place} using parquet select * from {node['relation_name']}")


def _read(warehouse: duckdb.DuckDBPyConnection, node: Node, folder: Path) -> None:
    """A table with the columns, types and comments of the contract."""
    table, columns = f"marts.{identifier(node['alias'])}", node["columns"].values()
    casts = [f"cast({identifier(one['name'])} as {one['data_type']}) as {identifier(one['name'])}" for one in columns]
    files = literal(folder / "*.parquet")
    warehouse.execute(f"create table {table} as select {', '.join(casts)} from read_parquet({files})")
    warehouse.execute(f"comment on table {table} is {literal(node['description'])}")
    for one in columns:
        warehouse.execute(f"comment on column {table}.{identifier(one['name'])} is {literal(one['description'])}")
