"""All cases of an engine in one query, and what the engine says to them."""

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.hash_key import put_key
from tests.port.cases import CASES, HASH_KEY, Case, Text
from tests.port.render import DUCKDB, SPARK, Engine, Renderer

# What an engine says, by the case's place in CASES: its rows, sorted.
Answers = dict[int, tuple[str | None, ...]]
SPARK_ROWS = Path(__file__).with_name("spark_rows.py")


def on_duckdb() -> Answers:
    """What DuckDB says."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        put_key(connection, {"HELPDESK_PERSONAL_TEXT": "hash", "HELPDESK_HASH_KEY": HASH_KEY})
        return _by_case(connection.execute(_query(DUCKDB)).fetchall())


def on_spark(python: str, home: Path) -> Answers:
    """What a Spark inside one process says; that Python has pyspark, and what Spark writes goes into the folder.

    Raises AssertionError with the last of what Spark said when it failed.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_"))}
    query = _query(SPARK)
    run = subprocess.run(
        [python, SPARK_ROWS],
        cwd=home,
        env=own,
        input=query,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-6000:]
    return _by_case(json.loads(run.stdout.splitlines()[-1]))


def _query(engine: Engine) -> str:
    renderer = Renderer(engine)
    asked = [
        f"select {place} as case_number, cast(got as string) as got from ({_asked(renderer, case)}) as asked"
        for place, case in enumerate(CASES)
        if case.macro not in engine.refuses
    ]
    return _union(asked)


def _union(queries: list[str]) -> str:
    """All rows; in halves, as Spark goes as deep into a chain of unions as it is long."""
    if len(queries) == 1:
        return queries[0]
    half = len(queries) // 2
    return f"({_union(queries[:half])})\nunion all\n({_union(queries[half:])})"


def _asked(renderer: Renderer, case: Case) -> str:
    given = [renderer.literal(one.value) if isinstance(one, Text) else one for one in case.arguments]
    return renderer.sql(case.query, call=renderer.call(case.macro, *given))


def _by_case(rows: Iterable[tuple[int, str | None]]) -> Answers:
    found: dict[int, list[str | None]] = defaultdict(list)
    for place, got in rows:
        found[place].append(got)
    return {place: tuple(sorted(given, key=str)) for place, given in found.items()}
