"""The same Dagster nights on Spark: published for readers of both kinds, and a second night that adds to the first."""

import shutil
from pathlib import Path

from orchestration.spark.session import ask, connected
from orchestration.spark.target import SparkTarget
from tests.spark.builds import DUCKDB, build, night
from tests.spark.cluster import Cluster
from tests.spark.comparison import compared
from tests.spark.exports import STORY

TOUCHED = """
    select count(touched.ticket_id), count(*)
    from canonical.all_tickets as tickets
    left join intermediate.int_touched_tickets as touched
        on tickets.source = touched.source and tickets.ticket_id = touched.ticket_id
"""


def test_two_nights_end_where_one_build_of_everything_does(spark: Cluster, tmp_path: Path) -> None:
    landing, home = tmp_path / "landing", tmp_path / "home"
    target = SparkTarget.from_environment(spark.environment())
    assert target
    shutil.copytree(STORY, landing)
    last = landing / "acorn_support" / "2026-04-15"
    shutil.move(last, tmp_path / "later")
    said = night(landing, home, spark.environment())
    print(said)
    with connected(target) as cursor:
        ((touched, tickets),) = ask(cursor, TOUCHED)
        ((published,),) = ask(cursor, "select count(*) from helpdesk.tickets")
        assert (touched, published) == (0, tickets)
        # What is built but not published is not seen.
        cursor.execute("delete from marts.tickets")
        assert ask(cursor, "select count(*) from helpdesk.tickets") == [(published,)]
    shutil.move(tmp_path / "later", last)
    # The last export is the first to tell who handled what: the report of it has fewer days than with estimates.
    print(night(landing, home, spark.environment() | {"HELPDESK_ALLOW_SHRINK": "agent_utilization"}))
    with connected(target) as cursor:
        ((touched, tickets),) = ask(cursor, TOUCHED)
        assert 0 < touched < tickets
        assert ask(cursor, "select count(*) from helpdesk.tickets") == [(tickets,)]
    anew = build(STORY, tmp_path / "duckdb", DUCKDB)
    differing = [one.line() for one in compared(anew, home / "helpdesk.duckdb") if one.differs]
    assert differing == []
