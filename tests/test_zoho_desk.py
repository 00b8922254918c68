"""Zoho Desk from export to canonical: real samples, and the traps by hand.

The samples (two tickets of vendor documents, one ticket as detail and in a list) are not part of the project: without
them the tests on them are skipped. Nothing real is on file of history, metrics and the data backup: those are by hand.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from loader_house import House

from tests.warehouse import build_warehouse

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "sources" / "samples" / "zohodesk"
# Names under which the samples are dropped: details sort after lists, so that they count.
DETAILS = {"siemplify_ticket_details_with_comments": 2, "siemplify_ticket_onhold": 1, "tapdata_ticket_detail_masked": 1}

real = pytest.mark.skipif(not SAMPLES.exists(), reason="the real samples are not here (../shared/sources/samples)")


def note(folder: Path, time_zone: str = "Europe/Berlin") -> Path:
    """An account with its note."""
    folder.mkdir(parents=True)
    fields = {"source_system": "zoho_desk", "exported_at": "2026-04-30T00:00:00Z", "complete": True}
    (folder / "_export.json").write_text(json.dumps(fields | {"time_zone": time_zone}))
    return folder


def drop(folder: Path, **pages: Any) -> None:
    """Pages, a file each: a list under data, an object as it is."""
    for name, page in pages.items():
        (folder / f"{name}.json").write_text(json.dumps({"data": page} if isinstance(page, list) else page))


def event(at: str, name: str, before: Any, after: Any, **more: Any) -> dict[str, Any]:
    """A change in the history of a ticket."""
    info = [{"propertyName": name, "propertyValue": {"previousValue": before, "updatedValue": after}}]
    return {"eventTime": at, "actor": {"id": "900", "type": "Agent"}, "eventInfo": info} | more


def by_hand(landing: Path) -> None:
    """One account with what trips."""
    desk = note(landing / "desk")
    at = "2026-03-02T08:00:00.000Z"
    ticket = {"createdTime": at, "customerResponseTime": "2026-03-05T08:00:00.000Z", "departmentId": "700"}
    closed = {"closedTime": "2026-03-04T08:00:00.000Z", "status": "Done and dusted", "statusType": "Closed"}
    waits = {"status": "Waiting on Customer", "statusType": "On Hold", "assigneeId": "900"}
    told = [{"propertyName": "Status", "propertyValue": "Open"}]
    created = {"eventTime": at, "actor": {"type": "System"}, "eventInfo": told}
    newest_first = [
        event("2026-03-03T10:00:00.000Z", "Department", {"id": "701", "name": "B"}, "Front"),
        event("2026-03-03T09:00:00.000Z", "Case Owner", None, "Ann Ash", actor={"type": "System", "id": "1"}),
        event("2026-03-02T09:00:00.000Z", "Status", "Open", "Doing", actor={"type": "END_USER", "id": "600"}),
        event("2026-03-02T08:30:00.000Z", "Due Date", "x", "y"),
        created,
    ]
    drop(
        desk,
        tickets_1=[{"id": "500", **ticket, **closed}, {"id": "501", **ticket, **waits, "isTrashed": True}],
        archived_tickets_1=[{"id": "502", **ticket, "status": "Parked", "statusType": "On Hold", "isSpam": True}],
        history_501_1=newest_first[:3],
        history_501_2=newest_first[1:],
        departments=[{"id": "700", "name": "Front"}],
        agents=[{"id": "900", "firstName": "Ann", "lastName": "Ash", "status": "DISABLED", "timeZone": "Asia/Kolkata"}],
        customerHappiness=[
            {"id": "1", "rating": "BAD", "ratedTime": at, "ticketId": "500"},
            {"id": "2", "rating": "BAD", "ratedTime": None, "ticketId": "500"},
            {"id": "3", "rating": "-1", "ratedTime": at, "ticketId": "500"},
        ],
        metrics_500={"ticketId": "500", "firstResponseTime": "20 days 04:40 hrs", "resolutionTime": "00:05 hrs"},
        threads_501=[thread(1), thread(2, isDraft=True), thread(3, isForward=True), thread(4, status="FAILED")],
        threads_502=[thread(5, isDescriptionThread=True), thread(6, direction="in"), thread(7, author=None)],
        comments_501=[
            {"id": "8", "commentedTime": at, "isPublic": True, "commenterId": "600", "commenter": {"type": "END_USER"}},
            {"id": "9", "commentedTime": at, "isPublic": False, "commenterId": "900", "commenter": {"type": "AGENT"}},
        ],
    )
    (desk / "Tickets_1.csv").write_text(
        "Ticket Id,Subject,Status,Created Time,Closed Time,Ticket Owner,Contact Id\n"
        "501,older,Closed,2026-03-02 09:00:00,2026-03-02 10:00:00,,\n"
        "503,summer,Closed,2026-03-30 09:00:00,31/03/2026 09:00,Bo Berg,600\n"
    )


def thread(number: int, **more: Any) -> dict[str, Any]:
    """A reply of an agent."""
    told = {"id": str(number), "createdTime": f"2026-03-02T09:{number:02}:00.000Z", "direction": "out"}
    return told | {"author": {"id": "900", "type": "AGENT"}, "visibility": "public", "channel": "EMAIL"} | more


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Staging and canonical tables of all of it."""
    folder = tmp_path_factory.mktemp("zoho_desk")
    by_hand(folder / "landing")
    if SAMPLES.exists():
        samples = note(folder / "landing" / "samples")
        for name in DETAILS:
            shutil.copy(SAMPLES / f"{name}.json", samples / f"tickets_details_{name}.json")
        shutil.copy(SAMPLES / "tapdata_ticket_list_masked.json", samples / "tickets_1.json")
    select = ["path:seeds", "path:dbt_project/models/staging", "path:dbt_project/models/canonical"]
    built = build_warehouse(folder / "landing", folder / "home", select=select)
    with duckdb.connect(str(built), read_only=True) as connection:
        connection.execute(f"create temp view files as from '{folder / 'home' / 'lake' / 'files'}/*.parquet'")
        connection.execute(f"create temp view set_aside as from '{folder / 'home' / 'lake' / 'quarantine'}/*.parquet'")
        yield connection


def rows(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return sorted(warehouse.execute(sql).fetchall(), key=str)


# --- the real samples -----------------------------------------------------------------------------------------------


@real
def test_no_row_is_lost(warehouse: duckdb.DuckDBPyConnection) -> None:
    counts = "row_count <> kept_count + quarantined_count + repeated_count"
    assert rows(warehouse, f"select file from files where {counts} or status = 'refused'") == []
    samples = "select sum(row_count), sum(kept_count) from files where source = 'samples'"
    # The ids of one document are x-ed alike; the ticket of the list has its details too.
    assert rows(warehouse, samples) == [(5, 3)]


@real
def test_details_count(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The list knows no classification; the details, whose file sorts later, do."""
    tickets = """
        select ticket_number, ticket_type, priority, channel, stage_id, owner_id, team_id, cast(created_at as varchar)
        from canonical.all_tickets where source = 'samples' and ticket_id = '10504000000165033'
    """
    created = "2022-09-23 02:10:27"
    ids = ("10504000000083001", "10504000000007057")
    assert rows(warehouse, tickets) == [("102", "Problem", "high", "email", "Open", *ids, created)]
    stages = "select stage_id, status_category from canonical.all_stages where source = 'samples'"
    assert rows(warehouse, stages) == [("On Hold", "on_hold"), ("Open", "open")]
    teams = "select team_name from canonical.all_teams where source = 'samples' and team_id = '10504000000007057'"
    assert rows(warehouse, teams) == [("gavinhome",)]


# --- the traps ------------------------------------------------------------------------------------------------------


def test_the_type_decides_not_the_label(warehouse: duckdb.DuckDBPyConnection) -> None:
    stages = "select stage_id, status_category from canonical.all_stages where source = 'desk'"
    assert rows(warehouse, stages) == [
        ("Closed", "closed"),
        ("Doing", "open"),
        ("Done and dusted", "closed"),
        ("Open", "open"),
        ("Parked", "on_hold"),
        ("Waiting on Customer", "pending"),
    ]


def test_tickets_of_both_shapes(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The API's row wins; the backup has wall clocks, in summer time too; customerResponseTime is no reply of ours."""
    tickets = """
        select
            ticket_id, cast(created_at as varchar)[6:16], cast(closed_at as varchar)[6:16], owner_id, team_id,
            initiated_by, is_spam, is_deleted, first_replied_at
        from canonical.all_tickets where source = 'desk'
    """
    at = "03-02 08:00"
    assert rows(warehouse, tickets) == [
        ("500", at, "03-04 08:00", None, "700", "customer", False, False, None),
        ("501", at, None, "900", "700", "customer", False, True, None),
        ("502", at, None, None, "700", "agent", True, False, None),
        ("503", "03-30 07:00", "03-31 07:00", "Bo Berg", None, "customer", False, False, None),
    ]


def test_history_newest_first(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Overlapping pages, names made ids, what a ticket was created with left out, fields that nobody asks for too."""
    events = """
        select cast(occurred_at as varchar)[6:16], event_type, old_value, new_value, actor_type, actor_id
        from canonical.all_ticket_events where source = 'desk' and ticket_id = '501'
    """
    assert rows(warehouse, events) == [
        ("03-02 09:00", "stage_changed", "Open", "Doing", "customer", "600"),
        ("03-03 09:00", "owner_changed", None, "900", "automation", None),
        ("03-03 10:00", "team_changed", "701", "700", "agent", "900"),
    ]


def test_messages(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Drafts and failures are out, what is forwarded stays inside, comments may be public."""
    messages = "select message_id, ticket_id, author_type, is_public, is_automated from canonical.all_messages"
    assert rows(warehouse, f"{messages} where source = 'desk'") == [
        ("1", "501", "agent", True, False),
        ("3", "501", "agent", False, False),
        ("5", "502", "agent", True, False),
        ("6", "502", "customer", True, False),
        ("7", "502", "automation", True, True),
        ("8", "501", "customer", True, False),
        ("9", "501", "agent", False, False),
    ]


def test_ratings(warehouse: duckdb.DuckDBPyConnection) -> None:
    """One without its time and one that is no smiley are set aside."""
    answers = "select survey_response_id, scale, score from canonical.all_survey_responses where source = 'desk'"
    assert rows(warehouse, answers) == [("1", "great_okay_not_good", "not_good")]
    reasons = "select column_name, reason from set_aside where table_name = 'customer_happiness'"
    assert rows(warehouse, reasons) == [("ratedTime", "required_null"), ("rating", "unknown_value")]


def test_durations_in_words(warehouse: duckdb.DuckDBPyConnection) -> None:
    metrics = (
        "select vendor_field, vendor_value, vendor_precision from canonical.all_vendor_metrics where source = 'desk'"
    )
    days = 20 * 86_400 + 4 * 3_600 + 40 * 60
    assert rows(warehouse, metrics) == [("firstResponseTime", days, 60.0), ("resolutionTime", 300.0, 60.0)]


def test_metrics_name_their_ticket(house: House) -> None:
    """Those of two tickets may be alike to the byte, and one content is loaded once: a file name would not do."""
    house.note("acme", source_system="zoho_desk")
    result = house.one("metrics_500.json", '{"firstResponseTime": "00:05 hrs"}')
    assert (result.status, result.reason) == ("refused", "required column ticketId is missing")


def test_people(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Disabled agents stay agents; so do those whom only a ticket names."""
    agents = "select agent_id, agent_name, time_zone, is_active from canonical.all_agents where source = 'desk'"
    assert rows(warehouse, agents) == [
        ("900", "Ann Ash", "Asia/Kolkata", False),
        ("Bo Berg", "Bo Berg", None, False),
    ]
