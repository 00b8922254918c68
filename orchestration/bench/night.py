"""A night as it is run for real, watched: what each stage of it used, by its own lines and dbt's own times."""

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.bench.process import Ran, run
from orchestration.bench.stages import REST, Span, Use, divide

# In this order they are shown.
STAGES = (
    "prepare", "load", "checks", "seeds", "staging", "canonical", "intermediate", "marts", "semantic", "tests",
    "dbt around its nodes", "publish", REST,
)  # fmt: skip
_JOURNAL = {"load": "load", "check": "checks", "build": "dbt around its nodes"}
_COUNT = r"(?:(?P<count>[\d,]+)(?: of [\d,]+)? \w+ in )?"
_DONE = re.compile(rf"^(?P<stage>\w+)(?: \w+)?: {_COUNT}(?P<seconds>[\d.]+) s.* done$")


def environment(home: Path, landing: Path, memory_limit: str) -> dict[str, str]:
    """The environment of a night: no setting of this machine's own deployment; the simulated desk's time zone.

    Python keeps what it compiled, as it does unless it is told not to: the first night of all compiles.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HELPDESK_", "DAGSTER_", "DBT_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    given = {"HELPDESK_HOME": str(home), "HELPDESK_LANDING": str(landing), "HELPDESK_MEMORY_LIMIT": memory_limit}
    return kept | given | {"HELPDESK_REPORTING_TIMEZONE": "Europe/Berlin", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


def night(home: Path, landing: Path, memory_limit: str) -> dict[str, Any]:
    """Run one night; returns its figures, `total` and `stages` (Use by name), ready to be kept as JSON.

    Raises ProgramFailed when the night is red.
    """
    (home / "dbt" / "run_results.json").unlink(missing_ok=True)
    ran = run([sys.executable, "-m", "orchestration.nightly"], environment(home, landing, memory_limit))
    uses = divide(ran.samples, [*_journal(ran), *_nodes(home)])
    for stage, rows in _rows(home, ran).items():
        if stage in uses:
            uses[stage].rows = rows
    return figures(ran) | {"stages": {stage: asdict(uses[stage]) for stage in STAGES if stage in uses}}


def figures(ran: Ran) -> dict[str, Any]:
    """What a program used as a whole, as `total`."""
    return {"total": asdict(Use(ran.seconds, ran.cpu, ran.written, ran.peak))}


def _done(ran: Ran) -> Iterator[tuple[float, str, int, float]]:
    """(instant, stage, what it counted, seconds) of each line in which the night says that a stage is done."""
    for at, line in ran.lines:
        if found := _DONE.match(line):
            yield at, found["stage"], int((found["count"] or "0").replace(",", "")), float(found["seconds"])


def _journal(ran: Ran) -> list[Span]:
    return [Span(_JOURNAL.get(stage, stage), at - seconds, at) for at, stage, _, seconds in _done(ran)]


def _nodes(home: Path) -> Iterator[Span]:
    """When each node of dbt's ran, by its layer; none when dbt did not run."""
    results = home / "dbt" / "run_results.json"
    if not results.exists():
        return
    nodes = json.loads((home / "dbt" / "manifest.json").read_text("utf-8"))["nodes"]
    for result in json.loads(results.read_text("utf-8"))["results"]:
        kind = result["unique_id"].split(".")[0]
        times = [_instant(part[edge]) for part in result["timing"] for edge in ("started_at", "completed_at")]
        layer = {"seed": "seeds", "test": "tests", "unit_test": "tests"}.get(kind)
        if times and (layer or kind == "model"):
            yield Span(layer or nodes[result["unique_id"]]["fqn"][1], min(times), max(times), depth=1)


def _instant(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _rows(home: Path, ran: Ran) -> dict[str, int]:
    """Rows that were loaded and looked at, and that stand in each layer's tables now."""
    loaded = sum(count for _, stage, count, _ in _done(ran) if stage == "load")
    verdicts = [json.loads(path.read_text("utf-8"))["verdicts"] for path in (home / "checks").glob("*.json")]
    checked = sum(verdict["rows_checked"] for one in verdicts for verdict in one.values())
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        standing: dict[str, int] = dict(
            warehouse.execute(
                "select schema_name, cast(sum(estimated_size) as bigint) from duckdb_tables() group by 1"
            ).fetchall()
        )
    layers = {stage: rows for stage, rows in standing.items() if stage in STAGES}
    return {"load": loaded, "checks": checked, "publish": layers.get("marts", 0)} | layers
