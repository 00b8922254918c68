"""The smallest part: some marts of the story on both engines, made by both workers; a view that is replaced."""

from pathlib import Path

from orchestration.spark.session import ask, connected
from orchestration.spark.target import SparkTarget
from tests.spark.builds import DUCKDB, finish_build, start_build
from tests.spark.cluster import Cluster
from tests.spark.comparison import compared
from tests.spark.exports import STORY

MARTS = ("response_time", "time_to_close", "net_promoter_score", "customer_agent_resolutions")


def test_some_marts_are_the_same_and_both_workers_took_part(spark: Cluster, tmp_path: Path) -> None:
    select = [f"+{name}" for name in MARTS]
    # Both at once: each leaves processors idle while it waits for itself.
    engines = {"duckdb": DUCKDB, "spark": spark.environment()}
    running = {name: start_build(STORY, tmp_path / name, one, "Europe/Berlin", select) for name, one in engines.items()}
    found = compared(*(finish_build(run, tmp_path / name, engines[name]) for name, run in running.items()))
    print(*(one.line() for one in found), sep="\n")
    assert [one.table for one in found] == [f"marts.{name}" for name in sorted(MARTS)]
    assert all(one.rows for one in found)
    assert [one.line() for one in found if one.differs] == []
    shuffled = spark.shuffled()
    print(shuffled)
    assert len(shuffled) == 2
    assert all(read and written for read, written in shuffled.values())


def test_a_view_that_is_replaced_says_what_it_says_now(spark: Cluster) -> None:
    """With Iceberg's own extensions of Spark it keeps its old text, and nobody is told."""
    target = SparkTarget.from_environment(spark.environment())
    assert target
    with connected(target) as cursor:
        for number in (1, 2):
            cursor.execute(f"create or replace view replaced as select {number} as number")
        assert ask(cursor, "select number from replaced") == [(2,)]
