"""Freshdesk from export to canonical: real samples against counts taken by other means, and the traps by hand.

The samples are not part of the project: without them the tests on them are skipped. No ticket is in both real ticket
exports (CSV and XLS), so that each is told once more in the other's format and both must say the same.
"""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest
from loader_house import xls

from tests.warehouse import build_warehouse

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "sources" / "samples" / "freshdesk"
TABLE = SAMPLES / "export_tickets_2024_masked.csv"
WORKBOOK = SAMPLES / "export_tickets_spreadsheetml_masked.xls"
STREAMS = SAMPLES / "airbyte_expected_records.jsonl"

real = pytest.mark.skipif(not SAMPLES.exists(), reason="the real samples are not here (../shared/sources/samples)")

AT = "2026-03-02T08:00:00Z"


def note(folder: Path, exported_at: str, time_zone: str = "Europe/London") -> Path:
    """A delivery with its note."""
    folder.mkdir(parents=True)
    fields = {"source_system": "freshdesk", "exported_at": exported_at, "time_zone": time_zone, "complete": True}
    (folder / "_export.json").write_text(json.dumps(fields))
    return folder


def drop(folder: Path, **pages: Any) -> None:
    """Pages of the API, a file each."""
    for name, page in pages.items():
        (folder / f"{name}.json").write_text(json.dumps(page))


def workbook_rows() -> list[list[str]]:
    """The real workbook, read by other means."""
    space = "{urn:schemas-microsoft-com:office:spreadsheet}"
    rows = ElementTree.parse(WORKBOOK).iter(f"{space}Row")  # noqa: S314
    return [[cell.findtext(f"{space}Data") or "" for cell in row.iter(f"{space}Cell")] for row in rows]


def real_exports(landing: Path) -> None:
    """Both ticket exports, each of them in the other's format, and the pages that connectors keep for their tests."""
    shutil.copy(TABLE, note(landing / "table", "2025-01-31T00:00:00Z"))
    shutil.copy(WORKBOOK, note(landing / "workbook", "2025-02-04T12:12:00Z"))
    with TABLE.open(encoding="utf-8", newline="") as lines:
        retold = xls([list(row) for row in csv.reader(lines)])
    (note(landing / "table_as_xls", "2025-01-31T00:00:00Z") / "1_tickets.xls").write_text(retold)
    with (note(landing / "workbook_as_csv", "2025-02-04T12:12:00Z") / "1_tickets.csv").open("w", newline="") as lines:
        csv.writer(lines).writerows(workbook_rows())
    pages = note(landing / "pages", "2023-05-01T00:00:00Z")
    for line in STREAMS.read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["stream"] in READ:
            with (pages / f"{record['stream']}.jsonl").open("a") as lines:
                lines.write(json.dumps(record["data"]) + "\n")
    for path in (SAMPLES / "python_freshdesk").iterdir():
        shutil.copy(path, landing / "pages")
    shutil.copy(SAMPLES / "ticket_activities_fixture.json", landing / "pages")


READ = {"tickets", "conversations", "agents", "groups", "contacts", "companies", "satisfaction_ratings", "surveys"}
READ |= {"time_entries", "business_hours", "ticket_fields"}


def ticket(number: int, **more: Any) -> dict[str, Any]:
    """A ticket of the API."""
    told = {
        "id": number,
        "created_at": AT,
        "updated_at": AT,
        "status": 2,
        "priority": 1,
        "source": 1,
        "requester_id": 90,
    }
    return told | more


def message(number: int, **more: Any) -> dict[str, Any]:
    """A reply of an agent."""
    at = f"2026-03-02T09:{number:02}:00Z"
    told = {"id": number, "user_id": 11, "incoming": False, "private": False, "source": 0, "created_at": at}
    return told | {"email_failure_count": None, "to_emails": ["x@example.com"]} | more


def activity(at: str, performer: int | None = 11, ticket_id: int = 7, **change: Any) -> dict[str, Any]:
    """An activity on a ticket."""
    who = {"performer_type": "user" if performer else "system", "performer_id": performer}
    return {"performed_at": at, "ticket_id": ticket_id, **who, "activity": change}


def by_hand(landing: Path) -> None:
    """One account with what trips: own statuses, repeats, offsets, notes, failures, polls, names beside ids."""
    desk = note(landing / "desk", "2026-03-31T00:00:00Z", "America/New_York")
    choices = {"2": ["Open", "Being processed"], "4": ["Done", "Done"], "8": ["With the maker", "Waiting"]}
    stats = {"first_responded_at": "2026-03-02T09:00:00Z", "resolved_at": None, "closed_at": None}
    drop(
        desk,
        ticket_fields=[{"id": 1, "type": "default_status", "choices": choices}],
        tickets=[ticket(7, status=8), ticket(8, status=4, stats=stats), ticket(9, source=10, spam=True)],
        # Page 2 has an older version of ticket 7.
        tickets_2=[ticket(7, updated_at="2026-03-01T00:00:00Z")],
        conversations_7=[
            message(1, incoming=True, user_id=90),
            message(2, private=True),
            message(3, auto_response=True),
            message(4, email_failure_count=1),
            message(5, email_failure_count=1, cc_emails=["y@example.com"]),
            message(6, source=6),
        ],
        ticket_activities_1={
            "activities_data": [
                activity("02-03-2026 08:00:00 +0000", status="Open", group="Front", agent_id=11),
                activity("02-03-2026 14:30:00 +0530", status="With the maker"),
                activity("02-03-2026 14:30:00 +0530", status="With the maker"),
                activity("02-03-2026 10:00:00 +0000", performer=90, status="Open"),
                activity(
                    "02-03-2026 11:00:00 +0000",
                    performer=None,
                    status="With the maker",
                    agent_id=None,
                    group="No Group",
                ),
                activity("02-03-2026 12:00:00 +0000", note={"id": 5, "type": 2}),
            ]
        },
        groups=[{"id": 21, "name": "Front", "business_hour_id": 31}],
        contacts=[{"id": 90, "name": "Rita Reed", "email": "Rita@example.com"}],
        business_hours=[{"id": 31, "name": "Late", "is_default": False, "time_zone": "Eastern Time (US & Canada)"}],
    )
    hours = {"start_time": "12:30 pm", "end_time": "12:00 am"}
    late = json.loads((desk / "business_hours.json").read_text())[0] | {"working_hours": {"sunday": hours}}
    drop(desk, business_hours=[late])
    (desk / "tickets.csv").write_text(
        "Ticket ID,Subject,Status,Agent,Group,Created time,Initial response time,Contact ID,Full name\n"
        "7,older,Closed,,,2026-03-02 03:00:00,,,\n"
        # The clock of New York goes forward on 8 March; in the second row somebody saved the file again.
        "17,before,Follow up,Ann Ash,Front,2026-03-07 12:00:00,2026-03-07 11:00:00,rita@example.com,Rita Reed\n"
        "18,after,Closed,No Agent,No Group,09/03/2026 12:00,,,Bo Berg\n"
    )
    polls = [("02T08", True, "2026-03-02T07:30:00Z"), ("02T09", True, "2026-03-02T07:30:00Z")]
    polls += [("02T10", False, None), ("02T11", True, "2026-03-02T10:40:00Z"), ("02T12", True, "2026-03-02T11:30:00Z")]
    for hour, is_available, since in polls:
        agent = {"id": 11, "available": is_available, "available_since": since, "contact": {"name": "Ann Ash"}}
        drop(note(landing / "desk" / f"poll_{hour}", f"2026-03-{hour}:00:00Z"), agents=[agent])


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Staging and canonical tables of all of it."""
    folder = tmp_path_factory.mktemp("freshdesk")
    by_hand(folder / "landing")
    if SAMPLES.exists():
        real_exports(folder / "landing")
    select = ["path:seeds", "path:dbt_project/models/staging", "path:dbt_project/models/canonical"]
    built = build_warehouse(folder / "landing", folder / "home", select=select)
    with duckdb.connect(str(built), read_only=True) as connection:
        connection.execute(f"create temp view files as from '{folder / 'home' / 'lake' / 'files'}/*.parquet'")
        yield connection


def rows(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return warehouse.execute(sql).fetchall()


# --- the real samples -----------------------------------------------------------------------------------------------


@real
def test_no_row_is_lost(warehouse: duckdb.DuckDBPyConnection) -> None:
    counts = "row_count <> kept_count + quarantined_count + repeated_count"
    assert rows(warehouse, f"select file from files where {counts} or status = 'refused'") == []
    counts = (
        "select source, sum(row_count), sum(kept_count) from files where table_name = 'exported_tickets' group by all"
    )
    expected = [("table", 1183, 1183), ("table_as_xls", 1183, 1183), ("workbook", 21, 21), ("workbook_as_csv", 21, 21)]
    assert [row for row in sorted(rows(warehouse, counts)) if row[0] != "desk"] == expected
    # Three activities, one of them twice.
    activities = "select row_count, kept_count, repeated_count from files where file = 'ticket_activities_fixture.json'"
    assert rows(warehouse, activities) == [(3, 2, 1)]


@real
def test_resolved_and_closed(warehouse: duckdb.DuckDBPyConnection) -> None:
    given = "select count(*), count(resolved_at), count(closed_at) from staging.stg_freshdesk__exported_tickets"
    assert rows(warehouse, f"{given} where source = 'table'") == [(1183, 1136, 280)]
    closed = """
        select tickets.stage_id, stages.status_category, count(*), count(tickets.closed_at)
        from canonical.all_tickets as tickets inner join canonical.all_stages as stages using (source, stage_id)
        where source = 'table' and (tickets.closed_at is not null or stages.status_category = 'closed') group by all
    """
    assert sorted(rows(warehouse, closed)) == [("Closed", "closed", 263, 263), ("Resolved", "closed", 873, 873)]


@real
def test_zero_is_not_fast(warehouse: duckdb.DuckDBPyConnection) -> None:
    """397 first responses of 00:00:00: 205 were never given, 192 were given while the desk was closed."""
    zeros = """
        select count(*), count(first_replied_at) from staging.stg_freshdesk__exported_tickets
        where source = 'table' and first_response_hours = '00:00:00'
    """
    assert rows(warehouse, zeros) == [(397, 192)]
    metrics = """
        select count(*), count(*) filter (vendor_value = 0), count(*) filter (vendor_value < 0)
        from canonical.all_vendor_metrics where source = 'table' and vendor_field like 'First response%'
    """
    # Eight replies are older than the ticket (it was split from another one): no first reply of this ticket.
    assert rows(warehouse, metrics) == [(1183 - 205, 192, 8)]
    replied = "select count(first_replied_at) from canonical.all_tickets where source = 'table'"
    assert rows(warehouse, replied) == [(1183 - 205 - 8,)]


@real
def test_resolution_hours_are_business_hours(warehouse: duckdb.DuckDBPyConnection) -> None:
    """946 are shorter than the wall clock, 933 of them by more than five minutes."""
    shorter = """
        select
            count(*),
            count(*) filter (metrics.vendor_value < epoch(tickets.closed_at - tickets.created_at)),
            count(*) filter (metrics.vendor_value < epoch(tickets.closed_at - tickets.created_at) - 300)
        from canonical.all_tickets as tickets
        inner join canonical.all_vendor_metrics as metrics using (source, ticket_id)
        where source = 'table' and metrics.vendor_field like 'Resolution%'
    """
    assert rows(warehouse, shorter) == [(1136, 946, 933)]


@real
@pytest.mark.parametrize("one", ["table", "workbook"])
def test_both_formats_give_the_same_instants(warehouse: duckdb.DuckDBPyConnection, one: str) -> None:
    other = {"table": "table_as_xls", "workbook": "workbook_as_csv"}[one]
    for entity in ("tickets", "customers", "agents", "teams", "vendor_metrics"):
        columns = [name for name in warehouse.sql(f"from canonical.all_{entity} limit 0").columns if name != "source"]
        told = [
            f"select {', '.join(columns)} from canonical.all_{entity} where source = '{name}'" for name in (one, other)
        ]
        assert rows(warehouse, told[0])
        assert rows(warehouse, f"({told[0]}) except all ({told[1]})") == [], entity
        assert rows(warehouse, f"({told[1]}) except all ({told[0]})") == [], entity
    both = "select count(*) from canonical.all_tickets as a inner join canonical.all_tickets as b using (ticket_id)"
    assert rows(warehouse, f"{both} where a.source = 'table' and b.source = 'workbook'") == [(0,)]


@real
def test_wall_clocks_of_the_export(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The first row of each file: winter in London, and a summer hour (ticket 13035, 31 May, 14:49:45)."""
    created = (
        "select ticket_id, cast(created_at as varchar) from canonical.all_tickets where source in ('table', 'workbook')"
    )
    found = dict(rows(warehouse, f"{created} and ticket_id in ('11149', '13035', '19381')"))
    assert found == {"11149": "2024-01-02 14:56:06", "13035": "2024-05-31 13:49:45", "19381": "2025-01-08 15:00:06"}


@real
def test_pages_of_the_api(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The reply of the sample reached nobody (one address, one failure) and the survey's words are no message."""
    messages = """
        select message_id, author_type, is_public from canonical.all_messages
        where source = 'pages' and ticket_id in ('22', '23')
    """
    assert sorted(rows(warehouse, messages)) == [("67105086068", "agent", False), ("67105779551", "agent", True)]
    answers = "select survey_name, scale, score, agent_id from canonical.all_survey_responses where source = 'pages'"
    assert rows(warehouse, answers) == [("Test survey", "freshdesk_103", "103", "67013469919")]
    hours = "select time_zone, day_of_week, start_time, end_time from canonical.all_schedules where source = 'pages'"
    assert sorted(rows(warehouse, hours)) == [("Asia/Magadan", day, "08:00", "17:00") for day in range(1, 6)]
    booked = """
        select epoch(ended_at - started_at) from canonical.all_handling_intervals
        where source = 'pages' and ticket_id = '22'
    """
    assert sorted(rows(warehouse, booked)) == [(103,), (5400,)]


# --- the traps ------------------------------------------------------------------------------------------------------


def test_changes_are_what_the_activities_say(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Offsets read, repeats gone, what the ticket was created with is no change, emptied fields are."""
    events = """
        select cast(occurred_at as varchar)[12:16], event_type, old_value, new_value, actor_type, actor_id
        from canonical.all_ticket_events where source = 'desk'
    """
    assert sorted(rows(warehouse, events)) == [
        ("09:00", "stage_changed", "Open", "With the maker", "agent", "11"),
        ("10:00", "stage_changed", "With the maker", "Open", "customer", "90"),
        ("11:00", "owner_changed", "11", None, "automation", None),
        ("11:00", "stage_changed", "Open", "With the maker", "automation", None),
        ("11:00", "team_changed", "21", None, "automation", None),
    ]


def test_messages(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Without the descriptions of answered tickets whose answers are not on file (8)."""
    messages = """
        select message_id, ticket_id, author_type, is_public, is_automated from canonical.all_messages
        where source = 'desk'
    """
    assert sorted(rows(warehouse, messages)) == [
        ("1", "7", "customer", True, False),
        ("2", "7", "agent", False, False),
        ("3", "7", "automation", True, True),
        ("5", "7", "agent", True, False),
        ("description-17", "17", "customer", True, False),
        ("description-18", "18", "customer", True, False),
        ("description-7", "7", "customer", True, False),
        ("description-9", "9", "agent", True, False),
    ]


def test_tickets_of_both_shapes(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The API's row wins; names of the table become ids that the API lists; New York's clock changed on 8 March."""
    tickets = """
        select
            ticket_id, cast(created_at as varchar), stage_id, owner_id, team_id, initiated_by, is_spam,
            first_replied_at is not null
        from canonical.all_tickets where source = 'desk'
    """
    assert sorted(rows(warehouse, tickets)) == [
        ("17", "2026-03-07 17:00:00", "Follow up", "11", "21", "customer", False, False),
        ("18", "2026-03-09 16:00:00", "Closed", None, None, "customer", False, False),
        ("7", "2026-03-02 08:00:00", "With the maker", None, None, "customer", False, False),
        ("8", "2026-03-02 08:00:00", "Done", None, None, "customer", False, True),
        ("9", "2026-03-02 08:00:00", "Open", None, None, "agent", True, False),
    ]
    asked = "select distinct customer_id from canonical.all_tickets where source = 'desk' and ticket_id <> '18'"
    assert rows(warehouse, asked) == [("90",)]
    addresses = "select count(*) from canonical.all_customers where concat(customer_id, customer_name) like '%@%'"
    assert rows(warehouse, addresses) == [(0,)]


def test_polls_become_intervals(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The first looks back as far as the vendor does; absences between two polls that found the agent are not known."""
    polled = """
        select status, cast(started_at as varchar)[12:16], cast(ended_at as varchar)[12:16]
        from canonical.all_availability_intervals where source = 'desk' order by started_at
    """
    assert rows(warehouse, polled) == [
        ("available", "07:30", "10:00"),
        ("away", "10:00", "10:40"),
        ("available", "10:40", None),
    ]


def test_hours_of_a_group(warehouse: duckdb.DuckDBPyConnection) -> None:
    hours = """
        select subject_type, subject_id, time_zone, day_of_week, start_time, end_time
        from canonical.all_schedules where source = 'desk'
    """
    assert rows(warehouse, hours) == [("team", "21", "America/New_York", 7, "12:30", "00:00")]


def test_own_statuses(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A label of the account's own: what Freshdesk itself closes is closed, what was added is open."""
    stages = "select stage_id, status_category from canonical.all_stages where source = 'desk'"
    found = dict(rows(warehouse, stages))
    assert (found["Done"], found["With the maker"], found["Follow up"]) == ("closed", "open", "open")
    assert "Resolved" not in found
