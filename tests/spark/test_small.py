"""The smallest part: every macro, some marts of the story on both engines by both workers, a view that is replaced."""

from pathlib import Path

import duckdb

from orchestration.published_file import watermarks
from orchestration.row_counts import row_counts, rows_on_spark
from orchestration.settings import Settings
from orchestration.spark.marts import bring_marts
from orchestration.spark.session import ask, connected
from orchestration.spark.target import SparkTarget
from orchestration.sql_text import literal
from tests.port.evaluate import by_case, differences, query
from tests.port.render import SPARK
from tests.spark.builds import DUCKDB, finish_build, manifest_of_build, start_build
from tests.spark.cluster import Cluster, assert_every_worker_shuffled
from tests.spark.comparison import compared
from tests.spark.exports import STORY

MARTS = ("response_time", "time_to_close", "net_promoter_score", "customer_agent_resolutions")


def test_every_macro_says_what_is_wanted(spark: Cluster) -> None:
    target = SparkTarget.from_environment(spark.environment())
    assert target
    with connected(target) as cursor:
        said = by_case((int(place), got) for place, got in ask(cursor, query(SPARK)))
    assert differences(said, SPARK.refuses) == []


def test_some_marts_are_the_same_and_both_workers_took_part(spark: Cluster, tmp_path: Path) -> None:
    select, before = [f"+{name}" for name in MARTS], spark.shuffled()
    # Both at once: each leaves processors idle while it waits for itself.
    engines = {"duckdb": DUCKDB, "spark": spark.environment()}
    running = {name: start_build(STORY, tmp_path / name, one, "Europe/Berlin", select) for name, one in engines.items()}
    made = [finish_build(run, tmp_path / name, engines[name]) for name, run in running.items()]
    found = compared(*made)
    print(*(one.line() for one in found), sep="\n")
    assert [one.table for one in found] == [f"marts.{name}" for name in sorted(MARTS)]
    assert all(one.rows for one in found)
    assert [one.line() for one in found if one.differs] == []
    assert_every_worker_shuffled(before, spark.shuffled())
    assert_counts_without_rows(spark, tmp_path, made[0])


def assert_counts_without_rows(spark: Cluster, folder: Path, whole: Path) -> None:
    """Where marts stay on Spark, what comes back of them is what the rows would say."""
    environment = {**spark.environment(), "HELPDESK_HOME": str(folder), "HELPDESK_SPARK_BRING_BACK": "no"}
    target = SparkTarget.from_environment(environment)
    assert target
    bring_marts(Settings(landing=folder, home=folder), target, manifest_of_build(folder / "spark"))
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(whole)} as whole (read_only)")
        connection.execute(f"attach {literal(folder / 'warehouse.duckdb')} as counted (read_only)")
        assert rows_on_spark(connection, "counted") == row_counts(connection, "whole", MARTS)
        assert watermarks(connection, "counted") == watermarks(connection, "whole")


def test_a_view_that_is_replaced_says_what_it_says_now(spark: Cluster) -> None:
    """With Iceberg's own extensions of Spark it keeps its old text, and nobody is told."""
    target = SparkTarget.from_environment(spark.environment())
    assert target
    with connected(target) as cursor:
        for number in (1, 2):
            cursor.execute(f"create or replace view replaced as select {number} as number")
        assert ask(cursor, "select number from replaced") == [(2,)]
