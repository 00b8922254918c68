"""The marts against the slow reference on random histories: ties, removals, reopens, calendars, changing clocks.

Every row of every mart that the reference covers is compared, column by column, and dbt's own tests of data must hold;
the seeds are fixed.
"""

from collections.abc import Callable

import pytest

from tests.comparison import SUMS, difference, mart_lines, reference_lines, summed_lines
from tests.histories import random_exports
from tests.memory import Warehouse
from tests.reference.export import Account, Export
from tests.reference.marts import EVENT_MARTS, FLOWS

ZONES = ("UTC", "Europe/Berlin", "America/New_York")
ACCOUNTS = 40
DRAWN = "source like 'random_%'"
Built = tuple[Warehouse, list[Account], str]


@pytest.fixture(scope="module", params=ZONES)
def built(request: pytest.FixtureRequest, warehouse: Callable[[str], Warehouse]) -> Built:
    """Warehouse of one reporting time zone, and the accounts that went into it."""
    zone: str = request.param
    exports = random_exports(ZONES.index(zone) + 1, ACCOUNTS)
    made = warehouse(zone)
    made.build([*exports, *edges()])
    return made, [export.account() for export in exports], zone


def edges() -> list[Export]:
    """Accounts whose data end oddly; the identities that dbt tests must hold on them too.

    One has no note and ends at midnight sharp; one has a row later than its export, which waits.
    """
    created = {"X1": "2026-01-03T10:00:00Z", "X2": "2026-01-05T00:00:00Z"}
    rows = {"tickets": [{"ticket_id": ticket_id, "created_at": at} for ticket_id, at in created.items()]}
    return [Export("without_note", None, rows), Export("late_rows", {"exported_at": "2026-01-04T12:00:00Z"}, rows)]


def test_the_tests_of_data_hold(built: Built) -> None:
    assert built[0].failures() == []


@pytest.mark.parametrize("mart", EVENT_MARTS)
def test_event_marts(built: Built, mart: str) -> None:
    warehouse, accounts, _ = built
    rows = [row for account in accounts for row in EVENT_MARTS[mart](account)]
    assert rows, "the histories gave no row, nothing would be compared"
    columns = list(rows[0])
    assert not [column for column in columns if column.endswith("_sum")]
    found = mart_lines(warehouse, mart, columns, DRAWN)
    assert not difference(found, reference_lines(rows, columns), columns)


@pytest.mark.parametrize("mart", FLOWS)
def test_day_marts(built: Built, mart: str) -> None:
    warehouse, accounts, zone = built
    rows = [row for account in accounts for row in FLOWS[mart](account, zone)]
    assert rows, "the histories gave no row, nothing would be compared"
    columns = list(rows[0])
    assert [column for column in columns if column.endswith(SUMS)]
    found = summed_lines(warehouse, mart, columns, DRAWN)
    assert not difference(found, reference_lines(rows, columns), columns)


def test_rows_after_the_export_wait(built: Built) -> None:
    query = "select source, count(*) from marts.tickets where source in ('without_note', 'late_rows') group by source"
    assert dict(built[0].rows(query)) == {"without_note": 2, "late_rows": 1}
