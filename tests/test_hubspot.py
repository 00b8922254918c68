"""HubSpot: real payloads through the loader and the adapters, and the traps of its API in a made-up account.

The real payloads (snapshots of two connectors' sandboxes, a thread from the field, the vendor's own example) are not
part of the project: without them the tests on them are skipped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dialects.story import write_csv, write_json, write_note
from tests.hubspot_pages import record
from tests.warehouse import build_warehouse

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "sources" / "samples" / "hubspot"
STREAMS = {"tickets", "contacts", "companies", "owners", "property_history"}
# When the connector read the ticket of its sandbox.
READ_AT = "2023-05-29 19:07:05.514"

real = pytest.mark.skipif(not SAMPLES.exists(), reason="the real payloads are not here (../shared/sources/samples)")

Rows = list[tuple[Any, ...]]


class Account:
    """The adapters of a built warehouse, read only."""

    def __init__(self, warehouse: Path) -> None:
        """Open it."""
        self.connection = duckdb.connect(str(warehouse), read_only=True)
        self.lake = warehouse.parent / "lake"

    def rows(self, sql: str) -> Rows:
        """Rows of a query; instants as text."""
        return [
            tuple(str(one) if hasattr(one, "year") else one for one in row)
            for row in self.connection.execute(sql).fetchall()
        ]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """All of it loaded; staging and canonical built."""
    folder = tmp_path_factory.mktemp("hubspot")
    if SAMPLES.exists():
        land_samples(folder / "landing")
    land_traps(folder / "landing" / "traps")
    parts = ("path:seeds", "path:dbt_project/models/staging", "path:dbt_project/models/canonical")
    built = Account(build_warehouse(folder / "landing", folder / "home", select=parts))
    yield built
    built.connection.close()


def land_samples(landing: Path) -> None:
    """The records of the connectors one a line, as they write them; the bundle and the example as the API's pages."""
    for source in ("airbyte", "estuary", "bundle", "example"):
        write_note(landing / source, "hubspot", exported_at="2026-09-01T00:00:00Z", time_zone="UTC")
    records = [
        json.loads(line) for line in (SAMPLES / "airbyte_expected_records.jsonl").read_text("utf-8").splitlines()
    ]
    pairs = [("airbyte", one["stream"], one["data"]) for one in records]
    for name in ("estuary_capture.json", "estuary_capture_property_history.json"):
        captured = json.loads((SAMPLES / name).read_text("utf-8"))
        pairs += [("estuary", stream.split("/")[1], data) for stream, data in captured]
    for source, stream, data in pairs:
        if stream in STREAMS:
            with (landing / source / f"{stream}.ndjson").open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(data) + "\n")
    bundle = json.loads((SAMPLES / "conversations_thread_real_bundle.json").read_text("utf-8"))
    write_json(landing / "bundle" / "threads.json", {"results": [bundle["thread"]]})
    write_json(landing / "bundle" / "messages.json", bundle["messagesResponse"])
    example = (SAMPLES / "conversations_messages_official_example.json").read_bytes()
    (landing / "example" / "messages.json").write_bytes(example)


def land_traps(folder: Path) -> None:
    """A made-up account in which everything happens that goes wrong easily."""
    write_note(folder, "hubspot", exported_at="2026-03-10T00:00:00Z", time_zone="America/New_York")
    moved = [
        {"value": "71", "timestamp": "2026-03-02T10:00:00Z", "updatedByUserId": 900},
        {"value": "2", "timestamp": "2026-03-02T09:00:00Z", "sourceType": "AUTOMATION_PLATFORM"},
        {"value": "1", "timestamp": "2026-03-02T08:00:00.040Z", "sourceType": "CONVERSATIONS"},
    ]
    pipelines = [
        {"value": "7", "timestamp": "2026-03-02T10:00:00Z"},
        {"value": "0", "timestamp": "2026-03-02T08:00:00.040Z"},
    ]
    created = {"createdate": "2026-03-02T08:00:00Z", "hs_pipeline": "7", "hs_pipeline_stage": "71"}
    losers = {
        "hs_merged_object_ids": "2;3",
        "hs_ticket_category": "BILLING_ISSUE;PRODUCT_ISSUE",
        "hubspot_owner_id": "50",
    }
    metrics = {"time_to_close": "5400000", "hs_time_in_1": "3600000"}
    history = {"hs_pipeline_stage": moved, "hs_pipeline": pipelines}
    gone = {"archived": True, "archivedAt": "2026-03-05T12:00:00Z"}
    entered = {
        "hs_v2_date_entered_1": "2026-03-03T08:00:00Z",
        "hs_v2_date_entered_4": "2026-03-04T08:00:00Z",
        "hs_v2_date_entered_2": "",
    }
    tickets = [
        record("1", created | losers | metrics, propertiesWithHistory=history),
        record("2", created, **gone),
        record("4", created, **gone),
        record(
            "5",
            created | entered | {"hs_pipeline": "0", "hs_pipeline_stage": "4", "closed_date": "2026-03-04T08:00:00Z"},
        ),
    ]
    write_json(folder / "tickets_1.json", {"results": tickets[:2], "paging": {"next": {"after": "2"}}})
    # Pages that were polled earlier hold versions that HubSpot has thrown away since.
    earlier = {"hs_pipeline_stage": [{"value": "1", "timestamp": "2026-03-02T08:00:00.040Z"}]}
    before = record("1", created, propertiesWithHistory=earlier, updatedAt="2026-03-02T08:30:00Z")
    write_json(folder / "tickets_2.json", {"results": [*tickets[1:], before]})
    stages = [{"id": "71", "label": "Refund", "displayOrder": 0, "metadata": {"ticketState": "OPEN"}}]
    write_json(
        folder / "pipelines.json", {"results": [{"id": "7", "label": "Billing", "displayOrder": 1, "stages": stages}]}
    )
    left = {
        "id": "50",
        "type": "PERSON",
        "firstName": "Lea",
        "lastName": "Left",
        "userId": None,
        "userIdIncludingInactive": 900,
    }
    lost = {"id": "51", "type": "PERSON", "firstName": "Lou", "lastName": "Lost", "userId": 910, "archived": False}
    write_json(folder / "owners.json", {"results": [left | {"archived": True}, lost]})
    nowhere = {"hs_internal_user_id": "910", "hs_standard_time_zone": "Nowhere/Land", "hs_working_hours": "[]"}
    write_json(folder / "users.json", {"results": [_user(), record("78", nowhere)]})
    label = {"Pipeline": "Billing", "Ticket status": "Refund (Billing)", "Ticket owner": "Lea Left", "Source": "Phone"}
    exported = [
        {"Record ID": "1", "Create date": "2026-01-01 00:00"},
        {"Record ID": "9", "Create date": "2026-03-08 01:30"} | label,
    ]
    write_csv(
        folder / "hubspot-crm-exports-all-tickets-2026-03-10.csv", [dict.fromkeys(label, "") | row for row in exported]
    )
    _land_conversations(folder)


def _user() -> dict[str, Any]:
    hours = [
        {"days": "EVERY_DAY", "startMinute": 0, "endMinute": 1440},
        {"days": "MONDAY", "startMinute": 60, "endMinute": 60},
    ]
    away = [{"startTimestamp": 1772500500000, "endTimestamp": 1772504100000}]
    properties = {"hs_internal_user_id": "900", "hs_working_hours": json.dumps(hours), "hs_availability_status": ""}
    return record(
        "77", properties | {"hs_out_of_office_hours": json.dumps(away), "hs_standard_time_zone": "Asia/Kolkata"}
    )


def _land_conversations(folder: Path) -> None:
    thread = {
        "originalChannelId": "1000",
        "originalChannelAccountId": "5",
        "status": "OPEN",
        "createdAt": "2026-03-02T07:59:00Z",
    }
    threads = [{"id": "t1"} | thread, {"id": "t2", "spam": True} | thread, {"id": "t3"} | thread]
    threads[0]["threadAssociations"] = {"associatedTicketId": "1"}
    write_json(folder / "threads.json", {"results": threads})
    outgoing = {"type": "MESSAGE", "direction": "OUTGOING"}
    entries = [
        {"type": "COMMENT", "sender": "I-44"},
        outgoing | {"sender": "A-900", "status": {"statusType": "SENT"}},
        outgoing | {"sender": "A-901", "status": {"statusType": "FAILED"}},
        {"type": "ASSIGNMENT", "sender": "S-hubspot", "assignedFrom": "L-8", "assignedTo": "A-900"},
        outgoing | {"sender": "L-8"},
        outgoing | {"sender": "B-9"},
        {"type": "MESSAGE", "direction": "INCOMING", "sender": "E-someone@example.com"},
        {"type": "THREAD_STATUS_CHANGE", "newStatus": "OPEN", "sender": "S-hubspot"},
        {"type": "WELCOME_MESSAGE", "sender": "S-hubspot"},
    ]
    results = [
        {
            "id": f"m{place}",
            "conversationsThreadId": "t1",
            "createdAt": f"2026-03-02T08:00:{59 - place:02}Z",
            "senders": [{"actorId": entry.pop("sender")}],
        }
        | entry
        for place, entry in enumerate(entries)
    ]
    # In t3 nobody has written: the welcome is no chat.
    welcome = results[-1] | {"id": "w3", "conversationsThreadId": "t3"}
    write_json(folder / "messages_t1.json", {"results": results})
    write_json(folder / "messages_t3.json", {"results": [welcome]})


# --- real payloads --------------------------------------------------------------------------------------------------


@real
def test_every_record_is_accounted_for(account: Account) -> None:
    files = f"read_parquet('{account.lake}/files/*.parquet')"
    lost = "row_count - kept_count - quarantined_count - repeated_count"
    found = account.rows(f"select status, {lost} from {files} where source <> 'traps'")
    assert found == [("loaded", 0)] * 12
    counts = f"""
        select source, table_name, row_count, kept_count, quarantined_count from {files}
        where source in ('airbyte', 'estuary') order by all
    """
    assert account.rows(counts) == [
        ("airbyte", "companies", 3, 3, 0),
        ("airbyte", "contact_property_history", 1, 1, 0),
        ("airbyte", "contacts", 1, 1, 0),
        ("airbyte", "owners", 1, 1, 0),
        ("airbyte", "tickets", 1, 1, 0),
        # Both captures hold the same company and owner: of two rows of one id one is set aside.
        ("estuary", "companies", 2, 1, 1),
        ("estuary", "contact_property_history", 1, 1, 0),
        ("estuary", "contacts", 2, 2, 0),
        ("estuary", "owners", 2, 1, 1),
    ]


@real
def test_time_in_a_stage_is_in_milliseconds(account: Account) -> None:
    """HubSpot's description says seconds; as seconds the ticket would have stood there for 325 years."""
    given = f"""
        select
            json_extract_string(properties, '$.hs_time_in_1')::bigint,
            epoch_ms(timestamp '{READ_AT}') - epoch_ms(json_extract_string(properties, '$.createdate')::timestamptz)
        from read_parquet('{account.lake}/raw/hubspot/tickets/*/rows.parquet') where _source = 'airbyte'
    """
    ((in_stage, age),) = account.rows(given)
    assert (in_stage, age - in_stage) == (10_264_463_094, -44)
    entries = "select stage_id, entered_at from staging.stg_hubspot__stage_entries where source = 'airbyte'"
    assert account.rows(entries) == [("1", "2023-01-30 23:52:42.464000")]


@real
def test_a_chat_begins_with_the_visitor(account: Account) -> None:
    """Newest first, a welcome 2 ms before the visitor's message, the thread opening 0.6 s after it."""
    entries = """
        select entry_type, sent_at from staging.stg_hubspot__thread_entries where source = 'bundle' order by sent_at
    """
    assert account.rows(entries) == [
        ("WELCOME_MESSAGE", "2022-11-25 17:29:14.140000"),
        ("MESSAGE", "2022-11-25 17:29:14.142000"),
        ("THREAD_STATUS_CHANGE", "2022-11-25 17:29:14.776000"),
    ]
    chats = "select customer_id, started_at, first_any_reply_at from canonical.all_chats where source = 'bundle'"
    assert account.rows(chats) == [("340101", "2022-11-25 17:29:14.142000", None)]


@real
def test_history_rows_of_connectors(account: Account) -> None:
    """One with milliseconds, one whose time its publisher has blotted out; neither makes anybody a customer."""
    history = f"""
        select vid, property, "timestamp"
        from read_parquet('{account.lake}/raw/hubspot/contact_property_history/*/rows.parquet') order by vid
    """
    assert account.rows(history) == [
        ("151", "firstname", "1673944973763"),
        ("72810357568", "associatedcompanyid", "redacted"),
    ]
    assert account.rows("select count(*) from canonical.all_customer_periods") == [(0,)]


# --- traps ----------------------------------------------------------------------------------------------------------


def test_a_move_between_pipelines_is_one_instant(account: Account) -> None:
    events = """
        select event_type, occurred_at, old_value, new_value, actor_type, actor_id from canonical.all_ticket_events
        where source = 'traps' and ticket_id = '1' order by occurred_at, event_type
    """
    assert account.rows(events) == [
        ("pipeline_changed", "2026-03-02 08:00:00", None, "0", "automation", None),
        ("stage_changed", "2026-03-02 08:00:00", None, "1", "automation", None),
        ("stage_changed", "2026-03-02 09:00:00", "1", "2", "automation", None),
        ("pipeline_changed", "2026-03-02 10:00:00", "0", "7", "automation", None),
        ("stage_changed", "2026-03-02 10:00:00", "2", "71", "agent", "50"),
    ]


def test_without_history_only_last_entries(account: Account) -> None:
    events = """
        select event_type, occurred_at, old_value, new_value from canonical.all_ticket_events
        where source = 'traps' and ticket_id = '5' order by occurred_at
    """
    assert account.rows(events) == [
        ("stage_changed", "2026-03-03 08:00:00", None, "1"),
        ("stage_changed", "2026-03-04 08:00:00", None, "4"),
    ]


def test_merged_deleted_and_exported_tickets(account: Account) -> None:
    tickets = """
        select ticket_id, created_at, is_deleted, merged_into_ticket_id, stage_id, owner_id, ticket_type, channel
        from canonical.all_tickets where source = 'traps' order by ticket_id
    """
    assert account.rows(tickets) == [
        # Of the page, not of the export; of two categories the first.
        ("1", "2026-03-02 08:00:00", False, None, "71", "50", "BILLING_ISSUE", None),
        ("2", "2026-03-02 08:00:00", False, "1", "71", None, None, None),
        ("4", "2026-03-02 08:00:00", True, None, "71", None, None, None),
        ("5", "2026-03-02 08:00:00", False, None, "4", None, None, None),
        # Half past one in New York, before the clock change; labels turned into ids.
        ("9", "2026-03-08 06:30:00", False, None, "71", "50", None, "phone"),
    ]


def test_stages_without_pages_of_their_pipeline(account: Account) -> None:
    stages = """
        select stage_id, stage_name, pipeline_name, status_category from canonical.all_stages
        where source = 'traps' order by stage_id
    """
    assert account.rows(stages) == [
        ("1", "New", None, "new"),
        ("2", "Waiting on contact", None, "pending"),
        ("4", "Closed", "0", "closed"),
        ("71", "Refund", "Billing", "open"),
    ]


def test_who_wrote(account: Account) -> None:
    """An address is nobody's id; who has left is still an owner; a private app's comment is the app's."""
    messages = """
        select message_id, author_type, author_id, is_public from canonical.all_messages
        where source = 'traps' order by message_id
    """
    assert account.rows(messages) == [
        ("m0", "automation", "I-44", False),
        ("m1", "agent", "50", True),
        ("m4", "ai_agent", "L-8", True),
        ("m5", "bot", "B-9", True),
        ("m6", "customer", None, True),
    ]
    agents = "select agent_id, agent_type, is_active from canonical.all_agents where source = 'traps' order by agent_id"
    assert account.rows(agents) == [
        ("50", "human", False),
        ("51", "human", True),
        ("A-901", "human", True),
        ("B-9", "bot", True),
        ("L-8", "ai_agent", True),
    ]


def test_chats_and_conversations_of_the_ai_agent(account: Account) -> None:
    assert account.rows("select chat_id, started_at from canonical.all_chats where source = 'traps'") == [
        ("t1", "2026-03-02 08:00:53")
    ]
    conversations = """
        select ai_conversation_id, ai_message_count, customer_message_count, has_human_joined, handed_off_at
        from canonical.all_ai_conversations where source = 'traps'
    """
    assert account.rows(conversations) == [("t1", 1, 1, True, "2026-03-02 08:00:56")]


def test_hours_of_people(account: Account) -> None:
    """Every day round the clock; an absence in milliseconds on a clock half an hour off."""
    schedules = "canonical.all_schedules where source = 'traps'"
    hours = f"select count(*), min(start_time), max(end_time), min(time_zone) from {schedules}"
    assert account.rows(hours) == [(7, "00:00", "24:00", "Asia/Kolkata")]
    exceptions = "canonical.all_schedule_exceptions where source = 'traps'"
    zones = (
        "select agent_id, time_zone from canonical.all_agents where source = 'traps' and agent_id like '5%' order by 1"
    )
    assert account.rows(zones) == [("50", "Asia/Kolkata"), ("51", None)]
    absences = f"select subject_id, start_date, start_time, end_time from {exceptions}"
    assert account.rows(absences) == [("50", "2026-03-03", "06:45:00", "07:45:00")]
    status = (
        "select agent_id, status, started_at, ended_at from canonical.all_availability_intervals where source = 'traps'"
    )
    assert account.rows(status) == [("50", "offline", "2026-03-10 00:00:00", None)]


def test_durations_of_the_vendor_are_seconds(account: Account) -> None:
    metrics = "select metric, vendor_field, vendor_value from canonical.all_vendor_metrics where source = 'traps'"
    assert account.rows(metrics) == [("last_close_seconds", "time_to_close", 5400.0)]
