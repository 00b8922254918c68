"""Zendesk: pages of real accounts with counts taken from the files themselves, and small files for each trap.

The real pages are not part of the project: without them their tests are skipped.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse import build_warehouse

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "sources" / "samples" / "zendesk"
PAGES = SAMPLES / "zenpy_cassettes"
has_samples = pytest.mark.skipif(not PAGES.exists(), reason="the real pages are not here (../shared/sources/samples)")
NOTE = {"source_system": "zendesk", "exported_at": "2026-04-10T00:00:00Z", "time_zone": "Europe/Berlin"}
# Each in an account of its own: the pages come from several, and their ids collide.
REAL = {
    "cursor": ["incremental_tickets_cursor", "incremental_users_cursor"],
    "time": ["incremental_tickets_cursor", "incremental_tickets_time"],
    "desk": ["ticket_audits", "ticket_comments", "groups", "group_memberships", "organizations", "users", "tickets"],
    "live": ["engagements"],
}
# A few streams of a real account, as a connector wrote them.
STREAMS = ("schedules", "satisfaction_ratings", "ticket_metrics", "tickets", "users", "agent_timeline", "chats")


def drop(folder: Path, name: str, content: Any, **note: Any) -> None:
    """One file of an account, with the note beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    (folder / "_export.json").write_text(json.dumps(NOTE | note), encoding="utf-8")


def ticket(ticket_id: int, **more: Any) -> dict[str, Any]:
    """A ticket as the API has it."""
    told = {"id": ticket_id, "created_at": "2026-03-01T08:00:00Z", "updated_at": "2026-03-01T08:00:00Z"}
    return told | {"status": "open", "requester_id": 501, "submitter_id": 501, "via": {"channel": "email"}} | more


def audit(audit_id: int, instant: str, author: int, *events: dict[str, Any], ticket_id: int = 1) -> dict[str, Any]:
    """An audit; what it tells is numbered in its order."""
    numbered = [{"id": audit_id * 100 + place, **event} for place, event in enumerate(events)]
    place = {"metadata": {"system": {"ip_address": "192.0.2.7", "location": "Nowhere"}}}
    return {
        "id": audit_id,
        "ticket_id": ticket_id,
        "created_at": instant,
        "author_id": author,
        "events": numbered,
    } | place


def change(field: str, old: Any, new: Any, **more: Any) -> dict[str, Any]:
    """A change of one field."""
    return {"type": "Change", "field_name": field, "previous_value": old, "value": new} | more


def drop_real(landing: Path) -> None:
    """The real pages, as they are."""
    for account, names in REAL.items():
        for name in names:
            drop(landing / account, f"{name}.ndjson", (PAGES / f"{name}.pages.ndjson").read_text(encoding="utf-8"))
    rows: dict[str, list[str]] = {}
    for name in ("airbyte_support_expected_records.jsonl", "airbyte_chat_expected_records.jsonl"):
        for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            rows.setdefault(record["stream"], []).append(json.dumps(record["data"]))
    for stream in STREAMS:
        drop(landing / "streams", f"{stream}.ndjson", "\n".join(rows[stream]))


def drop_traps(landing: Path) -> None:
    """Hand-made accounts: one with audits, one with ticket events, one of the newer surveys, one of the CSV."""
    users = [
        {"id": 11, "name": "Ada Amber", "role": "agent", "time_zone": "Brisbane"},
        {"id": 12, "name": "Ben Birch", "role": "end-user", "suspended": True},
        {"id": 501, "name": "Uma Upton", "role": "end-user"},
        {"id": 502, "name": "Spam Sender", "role": "end-user", "suspended": True},
    ]
    status = {"type": "Create", "field_name": "status", "value": "open"}
    audits = [
        audit(3, "2026-03-01T10:00:00Z", -1, change("status", "solved", "closed")),
        audit(1, "2026-03-01T08:00:01Z", 11, {"type": "Comment", "author_id": 11, "public": True}, status,
              {"type": "Create", "field_name": "assignee_id", "value": "12"}),
        audit(2, "2026-03-01T09:00:00Z", 501, change("status", "open", "pending"), change("tags", "[]", ["a"]),
              change("status", "pending", "solved", via={"channel": "rule", "source": {"rel": "trigger"}}),
              change("assignee_id", "12", "11"), {"type": "ScheduleAssignment", "new_schedule_id": 61}),
        audit(4, "2026-03-02T08:00:00Z", 11, change("status", "open", "deleted"), ticket_id=2),
        audit(5, "2026-03-02T08:00:00Z", 11, change("status", "open", "deleted"), ticket_id=3),
        audit(6, "2026-03-02T09:00:00Z", 11, change("status", "deleted", "open"), ticket_id=3),
    ]  # fmt: skip
    tickets = [
        ticket(1, status="closed", submitter_id=11),
        ticket(2, status="deleted", requester_id=502),
        ticket(3, updated_at="2026-03-02T09:00:00Z"),
        ticket(3, status="deleted", updated_at="2026-03-02T08:00:00Z"),
        ticket(4, status="deleted", subject="SCRUBBED", description="X"),
        ticket(5, status="closed", tags=["closed_by_merge"]),
    ]
    desk = landing / "audited"
    drop(desk, "ticket_audits.json", {"audits": audits})
    drop(desk, "tickets.json", {"tickets": tickets})
    drop(desk, "users.json", {"users": users})
    weekly = [
        {"start_time": 480, "end_time": 600},
        {"start_time": 9960, "end_time": 10080},
        {"start_time": 2700, "end_time": 3060},
    ]
    drop(
        desk,
        "schedules.json",
        {"schedules": [{"id": 61, "name": "Hours", "time_zone": "Brisbane", "intervals": weekly}]},
    )
    drop(
        desk,
        "holidays_61.json",
        {"holidays": [{"id": 1, "name": "May Day", "start_date": "2026-05-04", "end_date": "2026-05-04"}]},
    )
    for place, (status_id, since) in enumerate([(3, "08:00"), (3, "08:00"), (4, "09:30"), (9, "10:00")]):
        state = {"id": status_id, "name": f"S{status_id}", "updated_at": f"2026-03-01T{since}:00.000000Z"}
        drop(
            desk,
            f"agent_availabilities_{place}.json",
            {"data": [{"attributes": {"agent_id": 11, "agent_status": state}}]},
        )
    _drop_other_shapes(landing)


def _drop_other_shapes(landing: Path) -> None:
    told = {"id": 1, "ticket_id": 1, "created_at": "2026-03-01T08:00:00Z", "updater_id": 501, "via": "Mail"}
    comment = {"id": 9, "event_type": "Comment", "author_id": 501, "public": True}
    created = {"id": 10, "event_type": "Create", "status": "new", "assignee_id": None}
    taken = {"id": 20, "event_type": "Change", "assignee_id": 11, "previous_value": None}
    events = [told | {"child_events": [comment, created]}, told | {"id": 2, "updater_id": 11, "child_events": [taken]}]
    drop(landing / "incremental", "ticket_events.json", {"ticket_events": events})
    drop(landing / "incremental", "tickets.json", {"tickets": [ticket(1, assignee_id=11)]})
    answers = [
        {"type": "rating_scale", "rating": 4, "rating_category": "good", "updated_at": "2026-03-03T09:00:00Z"},
        {"type": "open_ended", "value": "fine", "updated_at": "2026-03-03T09:01:00Z"},
        {"type": "skipped", "updated_at": "2026-03-03T09:02:00Z"},
    ]
    response = {
        "id": "01J",
        "survey_id": "01H",
        "responder_id": 501,
        "subjects": [{"zrn": "zen:ticket:1"}],
        "answers": answers,
    }
    drop(
        landing / "surveyed",
        "survey_responses.json",
        {"survey_responses": [response, response | {"id": "02J", "answers": []}]},
    )
    talk = {"bot_id": "b1", "bot_name": "Nutty", "conversation_id": "c1", "bot_messages_count": 2, "ticket_id": "1"}
    talk |= {"conversation_start_time": "2026-03-01T08:00:00Z", "agent_messages_count": 1, "escalated": True}
    drop(landing / "surveyed", "conversation_b1_2026-03-01_000000000000.json", [talk])
    csv = (
        "Summation column,Id,Requester,Requester id,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,"
        "Ticket type,Created at,Solved at,First reply time in minutes\n"
        "1,7,Uma Upton,501,Ada Amber,Ada Amber,Billing,Lamp,a closed_by_merge,On-hold,-,Mail,"
        "Question,2026-03-29 12:30,,15\n"
    )
    drop(landing / "listed", "tickets_2026.csv", csv)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Real pages, where they are, and traps, staged."""
    folder = tmp_path_factory.mktemp("zendesk")
    if PAGES.exists():
        drop_real(folder / "landing")
    drop_traps(folder / "landing")
    staging = ["path:dbt_project/models/staging", "path:dbt_project/models/canonical", "path:seeds"]
    warehouse = build_warehouse(folder / "landing", folder / "home", select=staging)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(
            f"create temp view books as from read_parquet('{folder}/home/lake/files/*.parquet', union_by_name = true)"
        )
        yield connection


def at(text: str) -> datetime:
    """An instant in UTC, without a zone, as the warehouse has it."""
    return datetime.fromisoformat(text)


def rows(
    built: duckdb.DuckDBPyConnection, entity: str, source: str, columns: str, more: str = ""
) -> list[tuple[Any, ...]]:
    """Canonical rows of one account."""
    return built.execute(f"select {columns} from canonical.all_{entity} where source = ? {more}", [source]).fetchall()


# --- real pages -----------------------------------------------------------------------------------------------------


@has_samples
@pytest.mark.parametrize(
    ("source", "file", "row_count", "kept"),
    [
        ("cursor", "incremental_tickets_cursor.ndjson", 1187, 1017),
        ("cursor", "incremental_users_cursor.ndjson", 2101, 1762),
        ("live", "engagements.ndjson", 1287, 1261),
        ("desk", "ticket_audits.ndjson", 201, 121),
    ],
)
def test_overlapping_pages(built: duckdb.DuckDBPyConnection, source: str, file: str, row_count: int, kept: int) -> None:
    """Rows read = kept + set aside (older versions of a row) + repeats."""
    books = "select row_count, kept_count, row_count - quarantined_count - repeated_count, status from books"
    found = built.execute(f"{books} where source = ? and file = ?", [source, file]).fetchall()
    assert found == [(row_count, kept, kept, "loaded")]


def test_nothing_is_lost_or_refused(built: duckdb.DuckDBPyConnection) -> None:
    lost = "status = 'refused' or row_count <> kept_count + quarantined_count + repeated_count"
    assert built.execute(f"select file from books where {lost}").fetchall() == []


@has_samples
def test_deleted_and_scrubbed(built: duckdb.DuckDBPyConnection) -> None:
    """516 of the 1,017 tickets are deleted, 4 of them for good: their rows stay, without a subject."""
    counted = "count(*), count(*) filter (is_deleted), count(*) filter (is_deleted and subject is null)"
    assert rows(built, "tickets", "cursor", counted) == [(1017, 516, 4)]
    assert (
        rows(built, "tickets", "cursor", "subject", "and ticket_id in ('465', '934', '1403', '4034')") == [(None,)] * 4
    )
    # The time-based pages were of another day: one ticket more, and it is deleted.
    assert rows(built, "tickets", "time", "count(*), count(*) filter (is_deleted)") == [(1018, 517)]


@has_samples
def test_audits_of_a_real_account(built: duckdb.DuckDBPyConnection) -> None:
    kinds = "event_type, count(*)"
    events = dict(rows(built, "ticket_events", "desk", kinds, "group by event_type"))
    assert events == {
        "stage_changed": 116,
        "priority_changed": 1,
        "ticket_type_changed": 1,
        "deleted": 1,
        "restored": 1,
    }
    # The list of comments of one ticket names no ticket, and here neither does the file.
    assert rows(built, "messages", "desk", "count(*)") == [(118,)]


@has_samples
def test_streams_of_a_real_account(built: duckdb.DuckDBPyConnection) -> None:
    hours = rows(
        built, "schedules", "streams", "time_zone, day_of_week, start_time, end_time", "and subject_type = 'ticket'"
    )
    assert sorted(hours) == [("Pacific/Noumea", day, "09:00", "17:00") for day in range(1, 6)]
    assert rows(built, "survey_sends", "streams", "count(*)") == [(3,)]
    assert rows(built, "survey_responses", "streams", "count(*)") == [(0,)]
    # Messages left while nobody was there are no chats.
    assert rows(built, "chats", "streams", "count(*)") == [(0,)]
    last = rows(built, "availability_intervals", "streams", "max(ended_at), min(status), max(channel)")
    assert last == [(at("2022-10-28 12:49:15.793077"), "offline", "chat")]
    assert rows(built, "vendor_metrics", "streams", "vendor_field, count(*)", "group by all order by 1") == [
        ("assignee_stations", 3), ("on_hold_time_in_minutes.calendar", 3), ("reopens", 3), ("replies", 3),
    ]  # fmt: skip


@has_samples
def test_engagements_are_utc(built: duckdb.DuckDBPyConnection) -> None:
    """The note says Berlin; the times without offset are UTC all the same."""
    first = rows(built, "handling_intervals", "live", "count(*), min(started_at)")
    assert first == [(1261, at("2025-03-31 00:01:57"))]


# --- traps ----------------------------------------------------------------------------------------------------------


def test_history_of_a_ticket(built: duckdb.DuckDBPyConnection) -> None:
    """A trigger's change within an audit is the trigger's; what the creation set is no change, but for the status."""
    told = "occurred_at, event_type, old_value, new_value, actor_type, actor_id"
    assert rows(built, "ticket_events", "audited", told, "and ticket_id = '1' order by occurred_at, sequence") == [
        (at("2026-03-01 08:00"), "stage_changed", None, "open", "agent", "11"),
        (at("2026-03-01 09:00"), "stage_changed", "open", "pending", "customer", "501"),
        (at("2026-03-01 09:00"), "stage_changed", "pending", "solved", "automation", None),
        (at("2026-03-01 09:00"), "owner_changed", "12", "11", "customer", "501"),
        (at("2026-03-01 09:00"), "schedule_changed", None, "61", "customer", "501"),
        (at("2026-03-01 10:00"), "stage_changed", "solved", "closed", "automation", None),
    ]
    now = "initiated_by, stage_id, schedule_id, channel"
    assert rows(built, "tickets", "audited", now, "and ticket_id = '1'") == [("agent", "closed", "61", "email")]


def test_the_bin(built: duckdb.DuckDBPyConnection) -> None:
    """Spam is a deleted ticket of a suspended requester; what came back is back; a merge may not say where to."""
    flags = "ticket_id, is_spam, is_deleted, merged_into_ticket_id"
    assert rows(built, "tickets", "audited", flags, "order by ticket_id") == [
        ("1", False, False, None),
        ("2", True, False, None),
        ("3", False, False, None),
        ("4", False, True, None),
        ("5", False, False, "unknown"),
    ]
    kinds = rows(
        built,
        "ticket_events",
        "audited",
        "ticket_id, event_type",
        "and ticket_id > '1' order by occurred_at, ticket_id",
    )
    assert kinds == [("2", "marked_spam"), ("3", "deleted"), ("3", "restored")]


def test_who_was_assigned_is_an_agent(built: duckdb.DuckDBPyConnection) -> None:
    people = rows(built, "agents", "audited", "agent_id, is_active, time_zone", "order by agent_id")
    assert people == [("11", True, "Australia/Brisbane"), ("12", False, None)]


def test_windows_from_sunday_over_midnight(built: duckdb.DuckDBPyConnection) -> None:
    hours = rows(
        built, "schedules", "audited", "day_of_week, start_time, end_time", "and subject_type = 'account' order by 1"
    )
    assert hours == [(1, "21:00", "24:00"), (2, "00:00", "03:00"), (6, "22:00", "24:00"), (7, "08:00", "10:00")]
    closed = rows(built, "schedule_exceptions", "audited", "subject_type, subject_id, start_date, reason")
    assert closed == [("schedule", "61", date(2026, 5, 4), "May Day")]


def test_polls_become_intervals(built: duckdb.DuckDBPyConnection) -> None:
    present = rows(
        built,
        "availability_intervals",
        "audited",
        "status, detailed_status, started_at, ended_at",
        "order by started_at",
    )
    assert present == [
        ("available", "s3", at("2026-03-01 08:00"), at("2026-03-01 09:30")),
        ("away", "s4", at("2026-03-01 09:30"), at("2026-03-01 10:00")),
        ("away", "s9", at("2026-03-01 10:00"), None),
    ]


def test_ticket_events_tell_the_same_as_audits(built: duckdb.DuckDBPyConnection) -> None:
    changes = rows(
        built, "ticket_events", "incremental", "event_type, old_value, new_value, actor_id", "order by sequence"
    )
    assert changes == [("stage_changed", None, "new", "501"), ("owner_changed", None, "11", "11")]
    assert rows(built, "messages", "incremental", "message_id, author_type") == [("9", "customer")]


def test_newer_surveys(built: duckdb.DuckDBPyConnection) -> None:
    answers = rows(
        built, "survey_responses", "surveyed", "ticket_id, scale, score, comment, answered_at, survey_send_id"
    )
    assert answers == [("1", "1_to_5", "4", "fine", at("2026-03-03 09:01"), None)]


def test_conversations_of_an_ai_agent(built: duckdb.DuckDBPyConnection) -> None:
    told = "ai_agent_id, started_at, last_activity_at, ai_message_count, has_human_joined, is_human_requested"
    begun = at("2026-03-01 08:00")
    assert rows(built, "ai_conversations", "surveyed", told) == [("b1", begun, begun, 2, True, True)]
    # Its name stands nowhere else.
    assert rows(built, "agents", "surveyed", "agent_name, agent_type") == [("Nutty", "ai_agent")]


def test_the_csv_export(built: duckdb.DuckDBPyConnection) -> None:
    """Names for ids, the account's wall clock (summer time since that night), labels for words."""
    told = "created_at, initiated_by, customer_id, stage_id, owner_id, team_id, priority, channel, ticket_type"
    assert rows(built, "tickets", "listed", f"{told}, first_replied_at") == [
        (at("2026-03-29 10:30"), "agent", "501", "hold", "Ada Amber", "Billing", None, "email", "question",
         at("2026-03-29 10:45")),
    ]  # fmt: skip
    assert rows(built, "customers", "listed", "customer_name") == [("Uma Upton",)]


def test_no_body_address_or_place_leaves_staging(built: duckdb.DuckDBPyConnection) -> None:
    """Canonical tables hold nothing of metadata, bodies or mail addresses."""
    tables = built.execute(
        "select table_name from information_schema.tables where table_schema = 'canonical'"
    ).fetchall()
    for (table,) in tables:
        found = "regexp_matches(told::varchar, '192[.]0[.]2|ip_address|@example|html_body')"
        text = f"select count(*) from canonical.{table} as told where {found}"
        assert built.execute(text).fetchall() == [(0,)], table
