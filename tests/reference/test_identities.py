"""Identities that hold for the reference on random histories."""

import filecmp
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.histories import random_exports, write_export
from tests.reference import business, cycles, first_responses, flows, stages, waits
from tests.reference.export import Account


@pytest.fixture(scope="module")
def accounts() -> list[Account]:
    return [export.account() for seed in range(8) for export in random_exports(seed)]


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        for export in random_exports(5, accounts=1):
            write_export(tmp_path / folder, export)
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*")]
    assert "random_5_0/tickets.csv" in map(str, files)
    assert all(filecmp.cmp(tmp_path / "one" / path, tmp_path / "two" / path, shallow=False) for path in files)


def test_days_balance_and_end_with_what_is_open(accounts: list[Account]) -> None:
    for account in accounts:
        rows = flows.tickets_logged_vs_closed(account, "Europe/Berlin")
        stock = {(row["report_date"], *(row[name] for name in flows.PLACE)): row["end_open_count"] for row in rows}
        for row in rows:
            change = sum(row[name] for name in flows.IN) - sum(row[name] for name in flows.OUT)
            assert row["start_open_count"] + change == row["end_open_count"] >= 0
        opened: dict[tuple[object, ...], int] = {}
        for row in flows.open_tickets(account, "Europe/Berlin"):
            key = (row["report_date"], *(row[name] for name in flows.PLACE))
            opened[key] = opened.get(key, 0) + 1
        assert opened == {key: count for key, count in stock.items() if count}


def test_times_in_stages_and_cycles_add_up(accounts: list[Account]) -> None:
    compared = 0
    for account in accounts:
        in_stages: dict[str, int] = {}
        for row in stages.ticket_time_in_pipeline(account):
            assert row["span_seconds"] >= row["cumulative_seconds"] >= row["latest_seconds"] > 0
            in_stages[row["ticket_id"]] = in_stages.get(row["ticket_id"], 0) + row["cumulative_seconds"]
        closed = {row["ticket_id"]: row for row in cycles.time_to_close(account) if row["is_closed"]}
        split: dict[str, int] = {}
        for row in cycles.resolution_time(account):
            if row["pending_seconds"] is not None:
                whole = row["customer_wait_seconds"] + row["pending_seconds"]
                assert whole == row["resolution_seconds"]
                split[row["ticket_id"]] = split.get(row["ticket_id"], 0) + whole
        for ticket_id, total in in_stages.items():
            compared += 1
            assert total == closed[ticket_id]["open_seconds"] == split[ticket_id]
    assert compared > 25


def test_waits_do_not_overlap_and_count_as_exchanges(accounts: list[Account]) -> None:
    seen = set()
    for account in accounts:
        last: dict[str, datetime | None] = {}
        answered: dict[str, int] = {}
        for row in waits.response_time(account):
            seen.add(row["wait_outcome"])
            ticket_id, ended_at = row["ticket_id"], row["wait_ended_at"]
            before = last.get(ticket_id, row["waiting_since_at"])
            assert before is not None, "a wait after one that never ended"
            assert before <= row["waiting_since_at"]
            last[ticket_id] = ended_at
            answered[ticket_id] = answered.get(ticket_id, 0) + row["is_answered"]
            assert 0 <= (row["response_business_seconds"] or 0) <= (row["response_seconds"] or 0)
        exchanges = {row["ticket_id"]: row["exchange_count"] for row in first_responses.ticket_exchanges(account)}
        assert {ticket_id: count for ticket_id, count in exchanges.items() if ticket_id in answered} == answered
    assert seen == {"answered", "waiting", "closed_unanswered", "after_close"}


def test_open_hours_are_those_of_a_scan_of_every_minute(accounts: list[Account]) -> None:
    """Without exceptions and changes of clocks a minute is open when its wall clock lies in a window."""
    start = datetime(2026, 5, 4, tzinfo=UTC)
    compared = 0
    for given in accounts:
        account = replace(given, tables=given.tables | {"schedule_exceptions": []})
        for schedule in ("c1", "c2"):
            windows = [row for row in account.tables["schedules"] if row["schedule_id"] == schedule]
            if not windows:
                continue
            minutes = [start + timedelta(minutes=number) for number in range(2 * 1440)]
            scanned = sum(any(is_open_minute(row, minute) for row in windows) for minute in minutes)
            intervals = business.open_intervals(account, ("ticket", schedule), start, start + timedelta(days=2))
            clipped = [(max(a, start), min(b, start + timedelta(days=2))) for a, b in intervals]
            assert sum(max(0, (b - a) // timedelta(minutes=1)) for a, b in clipped) == scanned
            compared += scanned > 0
    assert compared > 5


def is_open_minute(window: dict[str, str], minute: datetime) -> bool:
    """Whether a minute lies in a weekly window that began on its local date or on the one before."""
    local = minute.astimezone(ZoneInfo(window["time_zone"])).replace(tzinfo=None)
    for begins in (local.date(), local.date() - timedelta(days=1)):
        midnight = datetime.combine(begins, datetime.min.time())
        first, last = (
            midnight + timedelta(hours=int(text[:2]), minutes=int(text[3:]))
            for text in (window["start_time"], window["end_time"])
        )
        last += timedelta(days=1) if last <= first else timedelta(0)
        is_valid = (window.get("valid_from_date") or "") <= begins.isoformat()
        if is_valid and begins.isoweekday() == int(window["day_of_week"]) and first <= local < last:
            return True
    return False
