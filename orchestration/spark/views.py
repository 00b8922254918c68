"""The publication on Spark itself: one view per mart in schema `helpdesk`, each on the snapshot that the tests saw.

A night that fails leaves new snapshots behind, and the views where they were: readers keep what they had.
"""

from collections.abc import Iterable

from orchestration.spark.session import ask, connected
from orchestration.spark.target import SparkTarget

SCHEMA = "helpdesk"


def publish_views(target: SparkTarget, marts: Iterable[str]) -> None:
    """Let readers on Spark see these marts as they stand now. Raises SparkError when the server refuses."""
    with connected(target) as cursor:
        cursor.execute(f"create schema if not exists {SCHEMA}")
        views = [_view(cursor, mart) for mart in sorted(marts)]
        for view in views:
            cursor.execute(view)


def _view(cursor: object, mart: str) -> str:
    """The statement that pins a mart to its newest snapshot."""
    query = f"select snapshot_id from spark_catalog.marts.{mart}.refs where name = 'main'"
    ((snapshot,),) = ask(cursor, query)
    return f"create or replace view {SCHEMA}.{mart} as select * from marts.{mart} version as of {snapshot}"
