"""Every mart of every export that is at hand, row for row on both engines; also when a worker dies in the middle."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.spark.builds import DUCKDB, build, finish_build, start_build
from tests.spark.cluster import Cluster, assert_every_worker_shuffled
from tests.spark.comparison import compared
from tests.spark.costs import costs, table
from tests.spark.exports import CONTRACT, REAL, STORY, Exports, all_exports

MARTS = sorted(path.stem for path in (STORY.parents[2] / "dbt_project" / "models" / "marts").rglob("*.sql"))
# Jobs of a build after which a worker dies: in the middle of staging, with shuffled bytes on its disk.
JOBS = 100


def same(of_duckdb: Path, of_spark: Path) -> int:
    """Every mart stands in both, with the same rows; returns how many."""
    found = compared(of_duckdb, of_spark)
    assert [one.table for one in found] == [f"marts.{name}" for name in MARTS]
    assert [one.line() for one in found if one.differs] == []
    return sum(one.rows for one in found)


def test_the_worked_examples_and_the_real_data_are_there() -> None:
    missing = [str(folder) for folder in (CONTRACT, REAL) if not folder.exists()]
    if missing:
        pytest.skip(f"absent: {', '.join(missing)}")
    assert len(all_exports()) == 7


@pytest.mark.parametrize("exports", all_exports(), ids=lambda exports: exports.name)
def test_marts_are_the_same_on_both_engines(exports: Exports, spark: Cluster, tmp_path: Path) -> None:
    landing, before = exports.land(tmp_path / "landing"), spark.shuffled()
    times = [time.time()]
    of_duckdb = build(landing, tmp_path / "duckdb", DUCKDB, exports.timezone)
    times.append(time.time())
    of_spark = build(landing, tmp_path / "spark", spark.environment(), exports.timezone)
    times.append(time.time())
    rows = same(of_duckdb, of_spark)
    print("| exports | marts | rows | differences | DuckDB, s | Spark, s |\n|---|---|---|---|---|---|")
    print(f"| {exports.name} | {len(MARTS)} | {rows:,} | 0 | {times[1] - times[0]:.0f} | {times[2] - times[1]:.0f} |")
    print(table(costs(spark.folder / "events", since=times[1])))
    assert_every_worker_shuffled(before, spark.shuffled())
    if exports.name.startswith("goldens"):
        script = [sys.executable, CONTRACT / "check_goldens.py", of_spark, "--timezone", exports.timezone]
        checked = subprocess.run([*script, "--marts", ",".join(MARTS)], capture_output=True, text=True, check=False)
        assert checked.stdout.rstrip().endswith(", 0 failed"), checked.stdout


def newest_job(spark: Cluster) -> int:
    """Number of the last job; how many are listed says nothing, as old ones drop out."""
    return max((job["jobId"] for job in spark.ask("jobs")), default=-1)


def test_a_worker_that_dies_in_the_middle_changes_no_row(spark: Cluster, tmp_path: Path) -> None:
    of_duckdb = build(STORY, tmp_path / "duckdb", DUCKDB)
    running = start_build(STORY, tmp_path / "spark", spark.environment())
    before = newest_job(spark)
    while newest_job(spark) < before + JOBS:
        assert running.poll() is None, "the build ended before a worker could be killed"
        time.sleep(0.5)
    name = spark.kill_worker()
    assert running.poll() is None
    try:
        same(of_duckdb, finish_build(running, tmp_path / "spark", spark.environment()))
    finally:
        spark.start_worker(name)
    assert len([one for one in spark.ask("allexecutors") if not one["isActive"]]) >= 1
