"""The marts about people against the slow reference on random histories: ties, overlaps, channels, changing clocks.

Every row of the four marts is compared, column by column; the seeds are fixed.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.people_histories import write_people
from tests.reference import people
from tests.reference.export import Account, Row, read_account
from tests.test_random_histories import assert_equal, reference_lines, text
from tests.warehouse import build_warehouse

ZONES = ("UTC", "Europe/Berlin", "America/New_York")
ACCOUNTS = 30
Built = tuple[Path, list[Account], str]
MARTS: tuple[Callable[[Account, str], list[Row]], ...] = (
    people.rep_availability,
    people.working_hours_availability,
    people.max_available_users,
    people.agent_utilization,
)


@pytest.fixture(scope="module", params=ZONES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Warehouse of one reporting time zone, and the accounts that went into it."""
    zone: str = request.param
    home = tmp_path_factory.mktemp("people")
    names = write_people(home / "landing", seed=ZONES.index(zone) + 1, accounts=ACCOUNTS)
    warehouse = build_warehouse(home / "landing", home / "home", timezone=zone)
    return warehouse, [read_account(home / "landing" / name) for name in names], zone


@pytest.mark.parametrize("mart", MARTS, ids=lambda mart: mart.__name__)
def test_marts(built: Built, mart: Callable[[Account, str], list[Row]]) -> None:
    warehouse, accounts, zone = built
    rows = [row for account in accounts for row in mart(account, zone)]
    columns = list(rows[0])
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(f"select {', '.join(columns)} from marts.{mart.__name__}").fetchall()
    lines = Counter(tuple(text(value) for value in row) for row in found)
    assert_equal(mart.__name__, lines, reference_lines(rows, columns), columns)


def test_no_day_has_more_time_than_its_clock(built: Built) -> None:
    """The parts are the whole, and the whole fits into the local day: 23, 24 or 25 hours, or up to as_of."""
    warehouse, _, zone = built
    days = """
        select count(*), max(available_seconds_sum), count(distinct epoch(day_end_at - day_start_at))
        from marts.working_hours_availability inner join marts.reporting_calendar using (report_date)
    """
    faults = """
        where within_seconds_sum + outside_seconds_sum + unscheduled_seconds_sum <> available_seconds_sum
            or available_seconds_sum > epoch(day_end_at - day_start_at)
            or scheduled_seconds_sum > epoch(day_end_at - day_start_at)
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(days + faults).fetchone() == (0, None, 0)
        counted = connection.execute(days).fetchone()
    assert counted
    assert counted[0] > 500
    assert counted[2] == (1 if zone == "UTC" else 3)
