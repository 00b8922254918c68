"""The marts as Spark made them, brought to `warehouse.duckdb`: from there they are published as those of DuckDB are.

Spark writes each as Parquet below the home folder, all executors at once; no row goes through Thrift.
"""

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.spark.session import connected
from orchestration.spark.target import SparkTarget
from orchestration.sql_text import identifier, literal

EXCHANGE = "spark_marts"
# Small tables cost Spark more in starting than in writing: several at once.
SESSIONS = 4


def bring_marts(settings: Settings, target: SparkTarget, manifest: Mapping[str, Any]) -> None:
    """Make `warehouse.duckdb` anew from the marts of the last build.

    Raises:
        duckdb.Error, OSError: nothing was replaced.
    """
    marts = [
        node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    ]
    folder = settings.home / EXCHANGE
    shutil.rmtree(folder, ignore_errors=True)
    with ThreadPoolExecutor(SESSIONS) as pool:
        for done in [pool.submit(_write, target, node) for node in marts]:
            done.result()
    made = settings.home / "warehouse.duckdb.new"
    made.unlink(missing_ok=True)
    with duckdb.connect(str(made)) as warehouse:
        warehouse.execute("set TimeZone = 'UTC'")
        warehouse.execute("create schema marts")
        for node in marts:
            _read(warehouse, node, folder / node["alias"])
    os.replace(made, settings.home / "warehouse.duckdb")
    shutil.rmtree(folder)


def _write(target: SparkTarget, node: Mapping[str, Any]) -> None:
    place = literal(f"{target.home}/{EXCHANGE}/{node['alias']}")
    with connected(target) as cursor:
        cursor.execute("set spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS")
        cursor.execute(f"insert overwrite directory {place} using parquet select * from {node['relation_name']}")


def _read(warehouse: duckdb.DuckDBPyConnection, node: Mapping[str, Any], folder: Path) -> None:
    """A table with the columns, types and comments of the contract."""
    table, columns = f"marts.{identifier(node['alias'])}", node["columns"].values()
    casts = [f"cast({identifier(one['name'])} as {one['data_type']}) as {identifier(one['name'])}" for one in columns]
    files = literal(folder / "*.parquet")
    warehouse.execute(f"create table {table} as select {', '.join(casts)} from read_parquet({files})")
    warehouse.execute(f"comment on table {table} is {literal(node['description'])}")
    for one in columns:
        warehouse.execute(f"comment on column {table}.{identifier(one['name'])} is {literal(one['description'])}")
