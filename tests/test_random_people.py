"""The marts about people against the slow reference on random histories: ties, overlaps, channels, changing clocks.

Every row of the four marts is compared, column by column, and dbt's own tests of data must hold; the seeds are fixed.
"""

from collections.abc import Callable

import pytest

from tests.comparison import compare
from tests.memory import Warehouse
from tests.people_histories import people_exports
from tests.reference.export import Account
from tests.reference.marts import PEOPLE

ZONES = ("UTC", "Europe/Berlin", "America/New_York")
ACCOUNTS = 30
Built = tuple[Warehouse, list[Account], str]


@pytest.fixture(scope="module", params=ZONES)
def built(request: pytest.FixtureRequest, warehouse: Callable[[str], Warehouse]) -> Built:
    """Warehouse of one reporting time zone, and the accounts that went into it."""
    zone: str = request.param
    exports = people_exports(ZONES.index(zone) + 1, ACCOUNTS)
    made = warehouse(zone)
    made.build(exports)
    return made, [export.account() for export in exports], zone


def test_the_tests_of_data_hold(built: Built) -> None:
    assert built[0].failures() == []


@pytest.mark.parametrize("mart", PEOPLE)
def test_marts(built: Built, mart: str) -> None:
    warehouse, accounts, zone = built
    rows = [row for account in accounts for row in PEOPLE[mart](account, zone)]
    assert rows, "the histories gave no row, nothing would be compared"
    assert not compare(warehouse, mart, rows)


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
    assert warehouse.rows(days + faults) == [(0, None, 0)]
    [(count, _, lengths)] = warehouse.rows(days)
    assert count > 500
    assert lengths == (1 if zone == "UTC" else 3)
