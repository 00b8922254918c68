"""`python -m tests.browser.figures <home> 100000 1000000`: how fast the report pages answer, as a table of Markdown.

For each number of rows: `response_time` of what is published below <home>, over and over, on three years.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.sql_text import literal
from tests.browser.chromium import READY, Chromium

PORT, TRIES, USERS, SECONDS = 8059, 5, 10, 10
QUESTIONS = {
    "over time": "every=month",
    "by team": "group=team",
    "median by owner": "group=owner&statistic=median&view=totals",
    "slowest tickets": "view=tickets",
}
CALENDAR = """
    select
        cast(day as date) as report_date, isodow(day) as day_of_week, monthname(day) as month_name,
        cast(date_trunc('week', day) as date) as week_start_date,
        cast(date_trunc('month', day) as date) as month_start_date,
        cast(date_trunc('quarter', day) as date) as quarter_start_date,
        cast(date_trunc('year', day) as date) as year_start_date,
        day as day_start_at, day + interval 1 day as day_end_at
    from generate_series(timestamp '2023-01-01', timestamp '2026-12-31', interval 1 day) as days(day)
"""
ROWS = """
    with known as (
        select *, row_number() over () as place, count(*) over () as known_count
        from given.marts.response_time where is_answered
    ), numbers as (
        select i, hash(i) as h from range($rows) as numbers(i)
    )
    select known.* exclude (place, known_count) replace (
        'T' || i as ticket_id, 'W' || i as waiting_message_id,
        cast(h % 400000 as bigint) as response_seconds, cast(h % 90000 as bigint) as response_business_seconds,
        'owner ' || (h % 80) as owner_id, 'Owner ' || (h % 80) as owner_name,
        'team ' || (h % 12) as team_id, 'Team ' || (h % 12) as team_name,
        cast(date '2023-04-16' + cast(h % 1095 as int) as date) as replied_date
    )
    from numbers inner join known on known.place = 1 + h % known_count order by replied_date
"""


def grown(home: Path, rows: int, folder: Path) -> None:
    """A published file in the folder with so many rows of response_time."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(home / 'helpdesk.duckdb')} as given (read_only)")
        connection.execute(f"attach {literal(folder / 'helpdesk.duckdb')} as made; create schema made.marts")
        tables = "select table_name from duckdb_tables() where database_name = 'given' and schema_name = 'marts'"
        made = {"response_time": ROWS.replace("$rows", str(rows)), "reporting_calendar": CALENDAR}
        for (table,) in connection.execute(tables).fetchall():
            connection.execute(f"create table made.marts.{table} as {made.get(table, f'from given.marts.{table}')}")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server of its own on what the folder has."""
    environment = {"HELPDESK_HOME": str(folder), "HELPDESK_REPORTS_PORT": str(PORT)}
    server = subprocess.Popen([sys.executable, "-m", "orchestration.viewer"], env=environment, stdout=subprocess.PIPE)
    try:
        address = f"http://127.0.0.1:{PORT}"
        for _ in range(600):
            try:
                seconds(f"{address}/")
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


def seconds(address: str) -> float:
    """How long an answer takes."""
    started = time.perf_counter()
    with urllib.request.urlopen(address) as answer:  # noqa: S310
        answer.read()
    return time.perf_counter() - started


def asked_anew(address: str, words: str, place: int) -> str:
    """A question that nobody asked before: the same rows, but another range of dates."""
    return f"{address}/data/response_time?{words}&from=2023-04-16&to=2026-{1 + place // 28 % 12:02}-{1 + place % 28:02}"


def together(address: str) -> float:
    """Questions per second of ten users, each asking what nobody asked before."""
    end, lock, count = time.monotonic() + SECONDS, threading.Lock(), 0

    def ask() -> None:
        nonlocal count
        while time.monotonic() < end:
            with lock:
                place, count = count, count + 1
            seconds(asked_anew(address, list(QUESTIONS.values())[place % 4], 28 + place))

    users = [threading.Thread(target=ask) for _ in range(USERS)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    return count / SECONDS


def in_browser(address: str) -> float:
    """Seconds until the page has drawn its answer, plotly being known."""
    with tempfile.TemporaryDirectory() as profile:
        browser = Chromium(Path(profile))
        try:
            taken = []
            for place in range(4):
                started = time.perf_counter()
                browser.open(f"{address}/reports/response_time?to=2026-02-{1 + place:02}", READY)
                taken.append(time.perf_counter() - started)
            return statistics.median(taken[1:])
        finally:
            browser.close()


def main(home: Path, sizes: list[int]) -> None:
    """Print a line per size."""
    print(f"| rows | {' | '.join(QUESTIONS)} | page in a browser | ten users |\n|{'---|' * (len(QUESTIONS) + 3)}")
    for rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            grown(home, rows, Path(folder))
            with served(Path(folder)) as address:
                times = [
                    statistics.median(seconds(asked_anew(address, words, place)) for place in range(TRIES))
                    for words in QUESTIONS.values()
                ]
                told = [f"{1000 * one:,.0f} ms" for one in times]
                told += [f"{in_browser(address):.1f} s", f"{together(address):.0f} questions/s"]
                print(f"| {rows:,} | {' | '.join(told)} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(size) for size in sys.argv[2:]])
