"""How long every published mart takes to answer: its measures by month and team."""

import json
import statistics
import time
from pathlib import Path

import duckdb

from orchestration.bench.limit import THREADS
from orchestration.sql_text import identifier

TRIES = 5
_NUMBERS = ("BIGINT", "INTEGER", "DOUBLE", "HUGEINT", "DECIMAL(18,4)")


def answers(home: Path) -> dict[str, float]:
    """Seconds by mart, the median of some tries; where a mart has no month or no team, by the other alone."""
    nodes = json.loads((home / "dbt" / "manifest.json").read_text("utf-8"))["nodes"].values()
    marts = [node for node in nodes if node["resource_type"] == "model" and node["fqn"][1] == "marts"]
    with duckdb.connect(str(home / "helpdesk.duckdb"), read_only=True, config={"threads": THREADS}) as published:
        return {
            node["alias"]: _seconds(published, node["alias"], node["config"].get("meta", {}).get("default_date"))
            for node in marts
        }


def _seconds(published: duckdb.DuckDBPyConnection, mart: str, day: str | None) -> float:
    statement = _statement(published, mart, day)
    taken: list[float] = []
    for _ in range(TRIES):
        started = time.perf_counter()
        published.execute(statement).fetchall()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _statement(published: duckdb.DuckDBPyConnection, mart: str, day: str | None) -> str:
    types: dict[str, str] = dict(
        published.execute(
            "select column_name, data_type from duckdb_columns() where table_name = $1", [mart]
        ).fetchall()
    )
    groups = [f"date_trunc('month', {identifier(day)}) as month"] if day in types else []
    groups += ["team_id"] if "team_id" in types else []
    sums = [f"sum({identifier(name)})" for name, kind in types.items() if kind in _NUMBERS]
    grouped = "group by all" if groups else ""
    return f"select {', '.join([*groups, 'count(*)', *sums])} from marts.{identifier(mart)} {grouped}"
