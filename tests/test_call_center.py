"""A real call centre from its log to the marts, against figures that were taken from the same file by other means.

The log (a bank's call centre, January 1999, published by the Technion) is not part of the project: without it these
tests are skipped. Where a mart counts by another rule than the figure was taken by, the test holds the figure against
the lines as loaded, and the mart against the raw file read by the rule, and it names the rule.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.warehouse import build_warehouse

LOG = Path(__file__).resolve().parents[2] / "shared" / "data" / "technion_bank1999" / "january.txt.gz"

pytestmark = pytest.mark.skipif(not LOG.exists(), reason="the real log is not here (../shared/data/technion_bank1999)")

# A local midnight, after the last call.
NOTE = {
    "source_system": "call_center_log",
    "exported_at": "1999-02-01T00:00:00+02:00",
    "time_zone": "Asia/Jerusalem",
    "complete": True,
}
CALLS = 31_599
SERVED, HUNG_UP, PHANTOMS = 27_060, 3_080, 240
# Served calls whose agent the log does not name, and the seconds that they took.
UNNAMED, UNNAMED_SECONDS = 490, 14_003
TALK_SECONDS = 4_964_204

# The raw file by our rules, without any of our code; Israel was two hours ahead of UTC for the whole month.
READ_LOG = """
    create temp table log as
    select
        row_number() over () as line, outcome, server, date, cast(q_time as integer) as q_time,
        cast(ser_time as integer) as ser_time, ser_start,
        cast(strptime(date || ' ' || ser_start, '%y%m%d %H:%M:%S') as timestamp) as service_clock,
        cast(strptime(date || ' ' || vru_entry, '%y%m%d %H:%M:%S') as timestamp) as entry_clock
    from read_csv(?, delim = '\\t', quote = '', header = true, all_varchar = true)
"""
SERVICES = """
    create temp table services as
    select
        server, date, ser_time,
        service_clock + to_days(cast(service_clock < entry_clock - interval 12 hours as integer)) as local_start,
        local_start + to_seconds(ser_time) as local_end
    from log
    where outcome = 'AGENT' and server <> 'NO_SERVER' and ser_time > 0
"""
# Seconds in which an agent serves anyone: those of each service that no earlier one of the agent covers.
UNION = """
    select greatest(0, epoch(local_end - greatest(local_start, coalesce(covered_to, local_start)))) as union_seconds
    from (
        select *, max(local_end) over (
            partition by server order by local_start, local_end rows between unbounded preceding and 1 preceding
        ) as covered_to
        from services
    ) as covered
"""


@dataclass(frozen=True)
class Warehouse:
    """The built warehouse, read only, with the raw log beside it (READ_LOG, SERVICES)."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql).fetchall()

    def row(self, sql: str) -> tuple[object, ...]:
        """The one row of a query."""
        (found,) = self.rows(sql)
        return found


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The log loaded and built in the call centre's own time zone."""
    folder = tmp_path_factory.mktemp("calls")
    (folder / "landing" / "bank").mkdir(parents=True)
    (folder / "landing" / "bank" / "_export.json").write_text(json.dumps(NOTE), encoding="utf-8")
    shutil.copyfile(LOG, folder / "landing" / "bank" / LOG.name)
    built = build_warehouse(folder / "landing", folder / "home", timezone="Asia/Jerusalem")
    with duckdb.connect(str(built), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(READ_LOG, [str(LOG)])
        connection.execute(SERVICES)
        yield Warehouse(connection)


def test_every_call_is_loaded(warehouse: Warehouse) -> None:
    """The figure counts callers who were not identified (0) as one of its 3,977 customers; they are nobody's rows."""
    lines = """
        select count(*), count(distinct customer_id), count(distinct nullif(server, 'NO_SERVER'))
        from staging.stg_call_center_log__log_lines
    """
    assert warehouse.row(lines) == (CALLS, 3_977, 28)
    assert warehouse.row("select count(*) from marts.customers") == (3_976,)
    assert warehouse.row("select count(*), count(*) filter (agent_type = 'human') from marts.agents") == (28, 28)


def test_outcomes(warehouse: Warehouse) -> None:
    """A call that was hung up before it waited a second never asked for anyone: 1,219 lines are in no mart.

    Of them 21 were hung up in the second in which they joined the queue: an empty stretch, by the rule of the house
    nothing. Phantoms are to be ignored, says the log's documentation: they are excluded tickets, and counted as such.
    """
    lines = "select outcome, count(*) from staging.stg_call_center_log__log_lines group by outcome order by outcome"
    assert warehouse.rows(lines) == [("AGENT", SERVED), ("HANG", 4_299), ("PHANTOM", PHANTOMS)]
    hung_up = "select count(*), count(*) filter (q_start <> '0:00:00') from staging.stg_call_center_log__log_lines"
    assert warehouse.row(f"{hung_up} where outcome = 'HANG' and q_time = '0'") == (1_219, 21)
    outcomes = "select channel, chat_outcome, count(*) from marts.chat_wait_time group by 1, 2 order by 2"
    assert warehouse.rows(outcomes) == [("phone", "abandoned", HUNG_UP), ("phone", "answered", SERVED)]
    volume = "select sum(ticket_count), sum(excluded_ticket_count) from marts.ticket_volume"
    assert warehouse.row(volume) == (SERVED + HUNG_UP, PHANTOMS)
    channels = "select channel, sum(ticket_count) from marts.tickets_by_channel group by channel"
    assert warehouse.rows(channels) == [("phone", SERVED + HUNG_UP)]


def test_abandoned(warehouse: Warehouse) -> None:
    """10.22 % of those who were served or hung up in the queue: the mart's own rate."""
    rate = "select round(100 * avg(cast(is_abandoned as integer)), 2) from marts.chat_wait_time"
    assert warehouse.row(rate) == (10.22,)
    at_once = "select count(*) filter (chat_wait_seconds = 0), count(*) filter (chat_wait_seconds > 0)"
    assert warehouse.row(f"{at_once} from marts.chat_wait_time") == (13_475, 13_585)


def test_waits(warehouse: Warehouse) -> None:
    """The figure's mean counts phantoms; in the mart they are excluded. The median is the same."""
    waits = """
        select count(*), round(avg(waited), 4), median(waited)
        from (select coalesce(epoch(first_human_reply_at), epoch(ended_at)) - epoch(started_at) as waited
            from canonical.all_chats) as chats
        where waited > 0
    """
    assert warehouse.row(waits) == (13_585 + HUNG_UP + PHANTOMS, 68.3681, 46)
    mart = """
        select count(*), avg(waited), median(waited)
        from (select coalesce(chat_wait_seconds, abandoned_seconds) as waited from marts.chat_wait_time) as chats
        where waited > 0
    """
    by_rule = "select count(*), avg(q_time), median(q_time) from log where q_time > 0 and outcome <> 'PHANTOM'"
    assert warehouse.row(mart) == warehouse.row(by_rule)
    assert warehouse.row(f"select n, round(m, 4), d from ({mart}) as waits(n, m, d)") == (16_665, 68.1765, 46)
    abandoned = "select count(abandoned_seconds), sum(abandoned_seconds) from marts.chat_wait_time where is_abandoned"
    assert warehouse.row(abandoned) == warehouse.row(
        "select count(*), sum(q_time) from log where q_time > 0 and outcome = 'HANG'"
    )


def test_service_level(warehouse: Warehouse) -> None:
    """Shares of the calls that were served."""
    within = "round(100 * avg(cast(chat_wait_seconds <= {} as integer)), 2)"
    served = f"select {within.format(20)}, {within.format(60)} from marts.chat_wait_time where is_answered"
    assert warehouse.row(served) == (60.61, 79.24)


def test_talk_time(warehouse: Warehouse) -> None:
    """The figure has 490 served calls in it whose agent is not named; nobody's time is in no people mart."""
    talk = """
        select sum(t), round(avg(t), 4), round(stddev_samp(t), 4), median(t)
        from (select cast(ser_time as integer) as t from staging.stg_call_center_log__log_lines where outcome = 'AGENT')
    """
    assert warehouse.row(talk) == (TALK_SECONDS, 183.4517, 229.7297, 113)
    unnamed = "select count(*) from marts.chat_wait_time where is_answered and author_id is null and owner_id is null"
    assert warehouse.row(unnamed) == (UNNAMED,)
    mart = "select sum(handling_total_seconds_sum), any_value(handling_basis) from marts.agent_utilization"
    assert warehouse.row(mart) == (TALK_SECONDS - UNNAMED_SECONDS, "handling_time")


def test_top_agents(warehouse: Warehouse) -> None:
    calls = """
        select owner_name, count(*) from marts.chat_wait_time where is_answered and owner_id is not null
        group by owner_name order by count(*) desc limit 3
    """
    assert warehouse.rows(calls) == [("KAZAV", 2_015), ("SHARON", 1_996), ("TOVA", 1_924)]
    hours = """
        select agent_name, round(sum(handling_total_seconds_sum) / 3600, 2) from marts.agent_utilization
        where agent_id in ('KAZAV', 'SHARON', 'TOVA') group by agent_name order by agent_name
    """
    assert warehouse.rows(hours) == [("KAZAV", 98.27), ("SHARON", 78.57), ("TOVA", 86.22)]
    by_rule = "select server, sum(ser_time) from services group by server order by server"
    mart = "select agent_id, sum(handling_total_seconds_sum) from marts.agent_utilization group by 1 order by 1"
    assert warehouse.rows(mart) == warehouse.rows(by_rule)


def test_agent_days(warehouse: Warehouse) -> None:
    """The figure goes by the date of the log; in the mart what runs over midnight is of the next local date too."""
    days = "select count(*), round(sum(busy) / count(*) / 3600, 4)"
    of_log = "(select sum(cast(ser_time as integer)) as busy from services group by server, date) as days"
    assert warehouse.row(f"{days} from {of_log}") == (409, 3.3620)
    by_rule = """
        select
            server, cast(day as date),
            sum(epoch(least(local_end, day + interval 1 day) - greatest(local_start, day)))
        from services, range(timestamp '1999-01-01', timestamp '1999-02-01', interval 1 day) as days(day)
        where local_start < day + interval 1 day and local_end > day
        group by server, day order by server, day
    """
    mart = "select agent_id, report_date, handling_total_seconds_sum from marts.agent_utilization order by 1, 2"
    assert warehouse.rows(mart) == warehouse.rows(by_rule)
    assert warehouse.row("select count(*) from marts.agent_utilization") == (412,)
    busy = "select round(sum(handling_total_seconds_sum) / 409 / 3600, 4) from marts.agent_utilization"
    assert warehouse.row(busy) == (3.3620,)


def test_occupancy(warehouse: Warehouse) -> None:
    """Time in service by the time from the first service of a date to the last: 43.84 %, or 50.58 %.

    The figure takes a service without a clock (42 lines say 0:00:00) as one at midnight, an end after midnight as one
    in the morning, and two calls at once as twice the time. In the mart an unknown clock is none, and an agent is busy
    once: the difference to 51.03 % are calls of one agent that overlap.
    """
    figure = """
        select count(*), round(avg(span) / 3600, 4), round(100 * sum(busy) / sum(span), 2)
        from (
            select
                epoch(max(cast(ser_exit as interval))) - epoch(min(cast(ser_start as interval))) as span,
                sum(cast(ser_time as integer)) as busy
            from staging.stg_call_center_log__log_lines
            where outcome = 'AGENT' and server <> 'NO_SERVER'
            group by date, server
        ) as days
    """
    assert warehouse.row(figure) == (409, 7.6691, 43.84)
    by_rule = """
        select sum(epoch(last_end - first_start))
        from (select max(local_end) as last_end, min(local_start) as first_start from services group by server, date)
    """
    mart = "select sum(available_seconds_sum) from marts.agent_utilization"
    assert warehouse.row(mart) == warehouse.row(by_rule)
    shares = """
        select
            round(100 * sum(handling_total_seconds_sum) / sum(available_seconds_sum), 2),
            round(100 * sum(handling_in_available_seconds_sum) / sum(available_seconds_sum), 2)
        from marts.agent_utilization
    """
    assert warehouse.row(shares) == (51.03, 50.58)
    assert warehouse.row(f"select sum(union_seconds) from ({UNION}) as busy") == warehouse.row(
        "select sum(handling_in_available_seconds_sum) from marts.agent_utilization"
    )


def test_nobody_has_a_schedule(warehouse: Warehouse) -> None:
    """The log knows no working hours: they are unknown and not 0, and nobody's time is outside of any."""
    schedule = "select sum(scheduled_seconds_sum), sum(handling_in_schedule_seconds_sum) from marts.agent_utilization"
    assert warehouse.row(schedule) == (None, None)
    available = "select sum(unscheduled_seconds_sum) = sum(available_seconds_sum), sum(outside_seconds_sum)"
    assert warehouse.row(f"{available} from marts.working_hours_availability") == (True, 0)
    statuses = "select distinct status, detailed_status from marts.rep_availability"
    assert warehouse.rows(statuses) == [("available", "first to last call")]
