"""The marts against the slow reference on random histories: ties, removals, reopens, calendars, changing clocks.

Every row of every mart that the reference covers is compared, column by column; the seeds are fixed.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.histories import write_landing
from tests.reference import contacts, cycles, first_responses, flows, stages, waits
from tests.reference.export import Account, Row, as_text, read_account
from tests.warehouse import build_warehouse

ZONES = ("UTC", "Europe/Berlin", "America/New_York")
ACCOUNTS = 40
EVENT_MARTS: tuple[Callable[[Account], list[Row]], ...] = (
    waits.response_time,
    waits.tickets_waiting_now,
    waits.customer_response_time,
    first_responses.first_response_time,
    first_responses.ticket_exchanges,
    stages.stage_visits,
    stages.ticket_time_in_pipeline,
    cycles.time_to_close,
    cycles.resolution_time,
    cycles.ticket_reopens,
    contacts.chat_wait_time,
    contacts.repeat_contacts,
    contacts.first_contact_resolution,
)
# Marts by the local day: the columns that the reference gives, everything else summed away.
DAY_MARTS: tuple[Callable[[Account, str], list[Row]], ...] = (
    flows.tickets_logged_vs_closed,
    flows.open_ticket_age,
    flows.unresolved_tickets,
    flows.resolved_tickets,
)
SUMS = ("_count", "_sum")
DRAWN = "source like 'random_%'"
Lines = Counter[tuple[str, ...]]


@pytest.fixture(scope="module", params=ZONES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Account], str]:
    """Warehouse of one reporting time zone, and the accounts that went into it."""
    zone: str = request.param
    home = tmp_path_factory.mktemp("random")
    names = write_landing(home / "landing", seed=ZONES.index(zone) + 1, accounts=ACCOUNTS)
    write_edges(home / "landing")
    warehouse = build_warehouse(home / "landing", home / "home", timezone=zone)
    return warehouse, [read_account(home / "landing" / name) for name in names], zone


def write_edges(landing: Path) -> None:
    """Accounts whose data end oddly; the identities that dbt tests must hold on them too.

    One has no note and ends at midnight sharp; one has a row later than its export, which waits.
    """
    for name in ("without_note", "late_rows"):
        (landing / name).mkdir()
        rows = "ticket_id,created_at\nX1,2026-01-03T10:00:00Z\nX2,2026-01-05T00:00:00Z\n"
        (landing / name / "tickets.csv").write_text(rows, encoding="utf-8")
    note = '{"exported_at": "2026-01-04T12:00:00Z"}'
    (landing / "late_rows" / "_export.json").write_text(note, encoding="utf-8")


def mart_lines(warehouse: Path, mart: str, columns: list[str]) -> Lines:
    """Rows of a mart as text, additive columns summed over what is not asked for."""
    keys = [column for column in columns if not column.endswith(SUMS) and column != "oldest_age_days"]
    wholes = [
        f"{'max' if column == 'oldest_age_days' else 'sum'}({column})" if column not in keys else column
        for column in columns
    ]
    grouping = f" group by {', '.join(keys)}" if len(keys) < len(columns) else ""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(f"select {', '.join(wholes)} from marts.{mart} where {DRAWN}{grouping}").fetchall()
    return Counter(tuple(text(value) for value in row) for row in rows)


def text(value: Any) -> str:
    """Naive instants of the marts are UTC already."""
    return str(value)[:19] if hasattr(value, "hour") else as_text(value)


def reference_lines(rows: list[Row], columns: list[str]) -> Lines:
    return Counter(tuple(as_text(row[column]) for column in columns) for row in rows)


def assert_equal(mart: str, found: Lines, expected: Lines, columns: list[str]) -> None:
    lost, extra = expected - found, found - expected
    shown = [f"- {dict(zip(columns, line, strict=True))}" for line in sorted(lost)[:3]]
    shown += [f"+ {dict(zip(columns, line, strict=True))}" for line in sorted(extra)[:3]]
    assert not shown, f"{mart}: {len(lost)} rows missing, {len(extra)} unexpected\n" + "\n".join(shown)
    assert expected, f"{mart}: the histories gave no row, nothing was compared"


@pytest.mark.parametrize("mart", EVENT_MARTS, ids=lambda mart: mart.__name__)
def test_event_marts(built: tuple[Path, list[Account], str], mart: Callable[[Account], list[Row]]) -> None:
    warehouse, accounts, _ = built
    rows = [row for account in accounts for row in mart(account)]
    columns = list(rows[0])
    keys = [column for column in columns if column.endswith(SUMS)]
    assert not [key for key in keys if key.endswith("_sum")]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(f"select {', '.join(columns)} from marts.{mart.__name__} where {DRAWN}").fetchall()
    lines = Counter(tuple(text(value) for value in row) for row in found)
    assert_equal(mart.__name__, lines, reference_lines(rows, columns), columns)


@pytest.mark.parametrize("mart", DAY_MARTS, ids=lambda mart: mart.__name__)
def test_day_marts(built: tuple[Path, list[Account], str], mart: Callable[[Account, str], list[Row]]) -> None:
    warehouse, accounts, zone = built
    rows = [row for account in accounts for row in mart(account, zone)]
    columns = list(rows[0])
    assert_equal(mart.__name__, mart_lines(warehouse, mart.__name__, columns), reference_lines(rows, columns), columns)


def test_rows_after_the_export_wait(built: tuple[Path, list[Account], str]) -> None:
    with duckdb.connect(str(built[0]), read_only=True) as connection:
        query = (
            "select source, count(*) from marts.tickets where source in ('without_note', 'late_rows') group by source"
        )
        assert dict(connection.execute(query).fetchall()) == {"without_note": 2, "late_rows": 1}
