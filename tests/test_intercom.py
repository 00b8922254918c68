"""Intercom: real payloads from export to canonical, and the traps of its API.

The payloads (two public connectors' captures and the examples of the vendor's own specification) are not part of the
project: without them these tests are skipped.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lake import FileResult
from orchestration.load import load_all
from orchestration.settings import Settings
from tests.staging import build_staging

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "sources" / "samples" / "intercom"
EXAMPLES = SAMPLES / "openapi_examples_2.16"

pytestmark = pytest.mark.skipif(
    not SAMPLES.exists(), reason="the real payloads are not here (../shared/sources/samples/intercom)"
)

# The specification's examples by the names that the page on Intercom asks for.
NAMES = {
    "get_admins__Successful_response": "admins",
    "get_admins_activity_logs__Successful_response": "activity_logs",
    "get_companies__Successful": "companies",
    "get_contacts_contact_id__successful": "contact_6762f0d01bb69f9f2193bb7d",
    "get_conversations__successful": "conversations_page_1",
    "post_conversations_search__successful": "conversations_page_2",
    "get_conversations_conversation_id__conversation_found": "conversation_503",
    "get_conversations_deleted__successful": "conversations_deleted",
    "get_conversations_id_handling_events__Successful_response": "conversation_503_handling_events",
    "get_office_hours_schedules__Successful_response": "office_hours_schedules",
    "get_office_hours_schedules_office_hours_schedule_id_office_hours_exceptions__Successful_response": (
        "office_hours_exceptions"
    ),
    "get_teams__successful": "teams",
    "get_ticket_states__successful": "ticket_states",
    "get_tickets_ticket_id__Ticket_found": "ticket_631",
    "post_tickets_search__successful": "tickets_page_1",
}
CAPTURED = ("admins", "teams", "contacts", "companies", "conversations", "conversation_parts", "tickets")
NOON = 1_775_044_800


def talk(number: int, **more: Any) -> dict[str, Any]:
    """A conversation of the desk of traps."""
    author = {"type": "user", "id": "c1", "name": "Uma Upton"}
    source = {"type": "email", "delivered_as": "customer_initiated", "author": author}
    contacts = {"contacts": [{"type": "contact", "id": "c1"}]}
    plain = {"id": str(number), "created_at": NOON, "updated_at": NOON + 900, "state": "open", "source": source}
    return plain | {"contacts": contacts} | more


def part(number: int, kind: str, at: int, **more: Any) -> dict[str, Any]:
    """A part by Ada Amber."""
    author = {"type": "admin", "id": "11", "name": "Ada Amber"}
    return {"id": number, "part_type": kind, "created_at": NOON + at, "updated_at": NOON + at, "author": author} | more


def parted(number: int, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A conversation with its parts."""
    return talk(number, conversation_parts={"conversation_parts": list(parts)}, **more)


def write(folder: Path, pages: dict[str, Any], at: str = "2026-12-31T00:00:00Z") -> None:
    """Files by name, and the note."""
    folder.mkdir(parents=True)
    note = {"source_system": "intercom", "exported_at": at, "complete": True, "time_zone": "Europe/Berlin"}
    for name, page in {"_export": note, **pages}.items():
        text = "\n".join(map(json.dumps, page)) if isinstance(page, list) else json.dumps(page)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def write_traps(landing: Path) -> None:
    """A desk made for its traps, polled twice."""
    bot = {"author": {"type": "admin", "id": "9", "name": "Operator", "email": "operator+ab12@intercom.io"}}
    to_team = {"assigned_to": {"type": "team", "id": "5"}}
    nobody = {"assigned_to": {"type": "nobody_admin", "id": None}}
    first = parted(
        1,
        part(101, "comment", 60, body=None, redacted=True),
        part(102, "comment", 30, body="<p>Hi</p>", **bot),
        part(103, "close", 90, body="<p>Done</p>"),
        part(104, "open", 120, author={"type": "user", "id": "c1"}, body="<p>And?</p>", state="open"),
        part(105, "assignment", 150, **to_team),
        part(106, "snoozed", 200),
        part(107, "timer_unsnooze", 300, author={"type": "bot", "id": "9"}),
        part(108, "assignment", 400, assigned_to={"type": "admin", "id": "11"}),
        part(109, "assignment", 500, **nobody),
        part(110, "close", 600),
        state="closed",
        admin_assignee_id=0,
        team_assignee_id="5",
    )
    # A list says nothing of parts and has the same version as the answer.
    pages = {"conversations_page_1": {"conversations": [talk(1, state="closed"), talk(2)]}, "conversation_1": first}
    events = [{"type": kind, "timestamp": f"2026-04-01T12:0{minute}:00Z", "teammate": {"id": 11}}
              for kind, minute in (("resumed", 1), ("paused", 3), ("resumed", 5))]  # fmt: skip
    pages["conversation_1_handling_events"] = {"handling_events": events}
    away = {"id": "a1", "performed_by": {"id": "11"}, "activity_type": "admin_away_mode_change", "created_at": NOON}
    reason = {"away_mode": True, "away_status_reason": "Lunch", "auto_changed": "False"}
    login = {"id": "a0", "activity_type": "admin_login_success", "created_at": NOON - 3600}
    pages["activity_logs"] = {"activity_logs": [away | {"metadata": reason}, login]}
    pages["admins"] = {"admins": [{"id": "11", "name": "Ada Amber"}, {"id": "12", "name": "Ben Birch"}]}
    zone = {"time_zone_name": "Europe/Berlin"}
    sunday = [{"start_minute": 9_900, "end_minute": 10_200}]
    hours = [zone | {"id": "61", "time_intervals": sunday}, zone | {"id": "62", "twenty_four_seven": True}]
    pages["office_hours_schedules"] = {"data": hours}
    write(landing / "traps" / "1", pages, "2026-04-01T14:00:00Z")
    for poll, is_away in enumerate((False, True, False)):
        seen = {"admins": [{"id": "11", "away_mode_enabled": is_away}]}
        write(landing / "polled" / str(poll), {"admins": seen}, f"2026-04-01T1{poll}:00:00Z")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[FileResult]]:
    """Captures, examples and traps, loaded."""
    folder = tmp_path_factory.mktemp("intercom")
    captured: dict[str, list[Any]] = {name: [] for name in CAPTURED}
    for line in (SAMPLES / "airbyte_expected_records.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        captured.get(record["stream"], []).append(record["data"])
    write(folder / "landing" / "airbyte", {name: rows for name, rows in captured.items() if rows})
    records = json.loads((SAMPLES / "estuary_capture.json").read_text("utf-8"))
    named = {name.split("/")[1]: record for name, record in records}
    write(folder / "landing" / "estuary", {name: named[name] for name in CAPTURED})
    write(folder / "landing" / "examples", {})
    for name, renamed in NAMES.items():
        shutil.copyfile(EXAMPLES / f"{name}.json", folder / "landing" / "examples" / f"{renamed}.json")
    write_traps(folder / "landing")
    settings = Settings(landing=folder / "landing", home=folder / "home")
    return settings, load_all(settings)


@pytest.fixture(scope="module")
def canonical(results: tuple[Settings, list[FileResult]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The canonical tables of all of them."""
    with duckdb.connect(str(build_staging(results[0])), read_only=True) as connection:
        connection.execute("set schema = 'canonical'")
        yield connection


def test_nothing_is_refused_and_no_row_is_lost(results: tuple[Settings, list[FileResult]]) -> None:
    counts = {}
    for one in results[1]:
        # What a later poll finds unchanged is loaded already.
        assert one.status in ("loaded", "already_loaded"), one.line()
        assert one.row_count == one.kept_count + one.quarantined_count + one.repeated_count, one.line()
        assert one.quarantined_count == 0, one.line()
        if one.source == "airbyte":
            counts[one.file.removesuffix(".json")] = one.kept_count
    assert counts == {
        "admins": 13, "teams": 10, "contacts": 20, "companies": 12, "conversations": 12, "conversation_parts": 17,
    }  # fmt: skip


def test_outbound_to_nobody_in_particular_is_no_ticket(canonical: duckdb.DuckDBPyConnection) -> None:
    """Eleven of the twelve conversations were sent by a rule and never answered."""
    tickets = "select ticket_id, initiated_by, first_replied_at::varchar from all_tickets where source = 'airbyte'"
    assert canonical.execute(tickets).fetchall() == [("1", "customer", "2021-07-07 10:35:31")]
    messages = "select author_type, count(*) from all_messages where source = 'airbyte' group by all order by all"
    assert canonical.execute(messages).fetchall() == [("agent", 2), ("bot", 3), ("customer", 2)]
    assert canonical.execute("select count(*) from all_ticket_events where source = 'airbyte'").fetchall() == [(0,)]


def test_the_vendors_own_numbers(canonical: duckdb.DuckDBPyConnection) -> None:
    """4,317,957 seconds to the first reply within office hours, 18,100,888 on the calendar."""
    numbers = canonical.execute("""
        select metric, vendor_value from all_vendor_metrics
        where source = 'airbyte' and metric like 'first_response%' order by all
    """).fetchall()
    assert numbers == [("first_response_business_seconds", 4_317_957), ("first_response_seconds", 18_100_888)]


def test_tickets_in_both_ways_of_writing_a_state(canonical: duckdb.DuckDBPyConnection) -> None:
    tickets = """
        select source, ticket_id, ticket_number, stage_id, ticket_type, initiated_by, owner_id from all_tickets
        where stage_id in ('submitted', 'in_progress') order by all
    """
    assert canonical.execute(tickets).fetchall() == [
        ("estuary", "2", "1", "in_progress", "Bug report", "agent", "7939621"),
        ("examples", "631", "38", "submitted", "my-ticket-type-30", "agent", None),
        ("examples", "633", "40", "submitted", "my-ticket-type-35", "agent", None),
    ]
    events = "select event_type, old_value, new_value from all_ticket_events where source = 'estuary' order by all"
    assert canonical.execute(events).fetchall() == [
        ("owner_changed", None, "7939621"),
        # The part that repeats the first state is no change.
        ("stage_changed", "submitted", "in_progress"),
    ]


def test_office_hours_begin_on_monday(canonical: duckdb.DuckDBPyConnection) -> None:
    windows = "select source, schedule_id, subject_type, day_of_week, start_time, end_time from all_schedules"
    assert canonical.execute(f"{windows} where schedule_id <> '62' order by all").fetchall() == [
        ("examples", "123", "account", 1, "09:00", "17:00"),
        ("examples", "123", "account", 2, "09:00", "17:00"),
        # Over midnight and over the end of the week; of two schedules none holds for all.
        ("traps", "61", "ticket", 1, "00:00", "02:00"),
        ("traps", "61", "ticket", 7, "21:00", "24:00"),
    ]
    always = f"select count(*), min(start_time), max(end_time) from ({windows}) where schedule_id = '62'"
    assert canonical.execute(always).fetchall() == [(7, "00:00", "24:00")]
    eve = "select exception_type, start_time, end_time from all_schedule_exceptions where start_date = '2027-12-24'"
    assert canonical.execute(f"{eve} order by all").fetchall() == [
        ("closed", "00:00", "09:00"), ("closed", "13:00", "24:00"), ("open", "09:00", "13:00"),
    ]  # fmt: skip


def test_parts_are_messages_and_changes(canonical: duckdb.DuckDBPyConnection) -> None:
    messages = """
        select message_id, author_type, epoch(sent_at)::int - 1775044800 from all_messages
        where source = 'traps' and ticket_id = '1' order by sent_at
    """
    assert canonical.execute(messages).fetchall() == [
        ("1-source", "customer", 0), ("1-102", "bot", 30), ("1-101", "agent", 60), ("1-103", "agent", 90),
        ("1-104", "customer", 120),
    ]  # fmt: skip
    changes = """
        select event_type, old_value, new_value, actor_type, epoch(occurred_at)::int - 1775044800 from all_ticket_events
        where source = 'traps' order by event_type, occurred_at
    """
    assert canonical.execute(changes).fetchall() == [
        ("owner_changed", None, "11", "agent", 400), ("owner_changed", "11", None, "agent", 500),
        ("stage_changed", "open", "closed", "agent", 90), ("stage_changed", "closed", "open", "customer", 120),
        ("stage_changed", "open", "snoozed", "agent", 200), ("stage_changed", "snoozed", "open", "bot", 300),
        ("stage_changed", "open", "closed", "agent", 600), ("team_changed", None, "5", "agent", 150),
    ]  # fmt: skip
    now = "select stage_id, owner_id, team_id from all_tickets where source = 'traps' and ticket_id = '1'"
    assert canonical.execute(now).fetchall() == [("closed", None, "5")]


def test_away_and_handling(canonical: duckdb.DuckDBPyConnection) -> None:
    """Before the first change the opposite held; without a log, polls tell; the close ends the last stretch."""
    states = """
        select source, agent_id, status, detailed_status, started_at::varchar, ended_at::varchar
        from all_availability_intervals where source in ('traps', 'polled') order by source, agent_id, started_at
    """
    assert canonical.execute(states).fetchall() == [
        ("polled", "11", "available", None, "2026-04-01 10:00:00", "2026-04-01 11:00:00"),
        ("polled", "11", "away", None, "2026-04-01 11:00:00", "2026-04-01 12:00:00"),
        ("polled", "11", "available", None, "2026-04-01 12:00:00", None),
        ("traps", "11", "available", None, "2026-04-01 11:00:00", "2026-04-01 12:00:00"),
        ("traps", "11", "away", "Lunch", "2026-04-01 12:00:00", None),
        ("traps", "12", "available", None, "2026-04-01 11:00:00", None),
    ]
    handled = (
        "select agent_id, ticket_id, started_at::time::varchar, ended_at::time::varchar from all_handling_intervals"
    )
    assert canonical.execute(f"{handled} order by all").fetchall() == [
        ("11", "1", "12:01:00", "12:01:30"), ("11", "1", "12:05:00", "12:08:20"),
    ]  # fmt: skip


def test_former_teammates_and_operator(canonical: duckdb.DuckDBPyConnection) -> None:
    agents = "select agent_id, agent_name, agent_type, is_active from all_agents where source = 'traps' order by all"
    assert canonical.execute(agents).fetchall() == [
        ("11", "Ada Amber", "human", True), ("12", "Ben Birch", "human", True), ("9", "Operator", "bot", True),
    ]  # fmt: skip
    left = "select agent_name, is_active from all_agents where source = 'examples' and agent_id = '991267645'"
    assert canonical.execute(left).fetchall() == [("Ciaran176 Lee", False)]
