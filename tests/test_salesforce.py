"""Salesforce: the real samples load whole, both shapes of a case are alike, and the traps of the format.

The samples are not part of the project: tests that need them are skipped where they are absent.
"""

import csv
import io
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_assets import PROFILES, dbt_program
from orchestration.lake import FileResult
from orchestration.load import load_all
from orchestration.settings import PROJECT, Settings
from tests.dialects.salesforce.words import sf_id, whole

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "sources" / "samples" / "salesforce"
HEADERS = SAMPLES / "dataexport_headers"
NOTE = {"source_system": "salesforce", "exported_at": "2026-04-09T22:00:00Z", "time_zone": "Europe/Berlin"}
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the real exports are not here (../shared/sources)")

# Objects of a real org's export that say nothing of support, or nothing that the other objects do not say.
UNUSED = {
    "CaseContactRole", "CaseRelatedIssue", "CaseSolution", "Entitlement", "EntityMilestone", "Event", "FieldHistory",
    "OperatingHoursHoliday", "OpportunityHistory", "ProcessInstanceWorkitem", "Task", "UserRole",
}  # fmt: skip

CASE, AGENT, OTHER, QUEUE = sf_id("500", "1"), sf_id("005", "11"), sf_id("005", "12"), sf_id("00G", "1")
CONTACT, MASTER = sf_id("003", "501"), sf_id("500", "2")
NONE = "000000000000000AAA"

Rows = list[dict[str, str]]

CASES: Rows = [
    {"Id": CASE, "CaseNumber": "00001", "CreatedDate": "2026-03-01T09:00:00.000+0000", "ContactId": CONTACT[:15],
     "Status": "Working", "IsClosed": "false", "OwnerId": AGENT, "Origin": "Email", "Priority": "High",
     "MasterRecordId": "", "IsDeleted": "false", "SystemModstamp": "2026-03-01T12:00:00.000+0000"},
    # An older version of the same case, by an id of 15 letters and with clocks in GMT.
    {"Id": CASE[:15], "CaseNumber": "00001", "CreatedDate": "2026-03-01 09:00:00", "ContactId": CONTACT,
     "Status": "New", "IsClosed": "0", "OwnerId": QUEUE, "Origin": "Email", "Priority": "Low",
     "MasterRecordId": NONE, "IsDeleted": "0", "SystemModstamp": "2026-03-01 11:59:00"},
    {"Id": MASTER, "CaseNumber": "00002", "CreatedDate": "2026-03-01 10:00:00", "ContactId": NONE,
     "Status": "Closed", "IsClosed": "1", "OwnerId": QUEUE, "Origin": "Phone", "Priority": "",
     "MasterRecordId": NONE, "IsDeleted": "0", "SystemModstamp": "2026-03-02 00:00:00"},
    {"Id": sf_id("500", "3"), "CaseNumber": "00003", "CreatedDate": "2026-03-01 10:00:00", "ContactId": NONE,
     "Status": "Closed", "IsClosed": "1", "OwnerId": QUEUE, "Origin": "Phone", "Priority": "",
     "MasterRecordId": MASTER[:15], "IsDeleted": "1", "SystemModstamp": "2026-03-02 00:00:00"},
]  # fmt: skip


def history(number: int, field: str, old: str, new: str, at: str = "10:00:00") -> dict[str, str]:
    row = {"Id": sf_id("017", str(number)), "CaseId": CASE, "CreatedById": AGENT, "Field": field}
    return {**row, "CreatedDate": f"2026-03-01T{at}.000+0000", "OldValue": old, "NewValue": new}


HISTORY: Rows = [
    history(1, "created", "", "", "09:00:00"),
    history(2, "ownerAssignment", "Support", "Ann Amber"),
    history(3, "ownerAssignment", QUEUE, AGENT[:15]),
    history(4, "Owner", "Ann Amber", "Ben Birch", "11:00:00"),
    history(5, "Owner", AGENT, OTHER, "11:00:00"),
    history(6, "Status", "New", "In Arbeit", "11:30:00"),
]
STATUSES: Rows = [
    {"Id": sf_id("01J", "1"), "ApiName": "New", "MasterLabel": "New", "SortOrder": "1", "IsClosed": "false"},
    {"Id": sf_id("01J", "2"), "ApiName": "Working", "MasterLabel": "In Arbeit", "SortOrder": "2", "IsClosed": "false"},
    {"Id": sf_id("01J", "3"), "ApiName": "Closed", "MasterLabel": "Zu", "SortOrder": "3", "IsClosed": "true"},
]


def presence(number: int, start: str, end: str = "", user: str = AGENT) -> dict[str, str]:
    row = {"Id": sf_id("0N4", str(number)), "UserId": user, "ServicePresenceStatusId": "", "IsAway": "false"}
    return {**row, "IsCurrentState": str(not end).lower(), "StatusStartDate": start, "StatusEndDate": end}


PRESENCE: Rows = [
    presence(1, "2026-03-02T08:00:00.000+0000"),
    presence(2, "2026-03-02T12:00:00.000+0000", "2026-03-02T13:00:00.000+0000"),
    presence(3, "2026-03-03T08:00:00.000+0000"),
    presence(4, "2026-04-09T08:00:00.000+0000", user=OTHER),
]
MILESTONES: Rows = [
    {"Id": sf_id("555", "1"), "CaseId": CASE, "MilestoneType.Name": "First Response Gold",
     "StartDate": "2026-03-01T09:00:00.000+0000", "TargetDate": "2026-03-01T10:00:00.000+0000",
     "CompletionDate": "2026-03-01T09:40:00.000+0000", "ElapsedTimeInMins": "40"},
    {"Id": sf_id("555", "2"), "CaseId": CASE, "MilestoneType.Name": "Resolution Time",
     "StartDate": "2026-03-01T09:00:00.000+0000", "TargetDate": "2026-03-03T09:00:00.000+0000",
     "CompletionDate": "", "ElapsedTimeInMins": ""},
]  # fmt: skip
# The fourth Thursday of November, and a day that is none of its own.
HOLIDAYS: Rows = [
    {"Id": sf_id("0C0", "1"), "Name": "Thanks", "ActivityDate": "2024-11-28", "IsAllDay": "true",
     "IsRecurrence": "true", "RecurrenceType": "RecursYearlyNth", "RecurrenceStartDate": "2024-01-01",
     "RecurrenceEndDateOnly": "2026-12-31", "RecurrenceDayOfWeekMask": "16", "RecurrenceInstance": "Fourth",
     "RecurrenceMonthOfYear": "November", "StartTimeInMinutes": "", "EndTimeInMinutes": ""},
    {"Id": sf_id("0C0", "2"), "Name": "Long lunch", "ActivityDate": "2026-03-05", "IsAllDay": "false",
     "IsRecurrence": "false", "RecurrenceType": "", "RecurrenceStartDate": "", "RecurrenceEndDateOnly": "",
     "RecurrenceDayOfWeekMask": "", "RecurrenceInstance": "", "RecurrenceMonthOfYear": "",
     "StartTimeInMinutes": "690", "EndTimeInMinutes": "1440"},
]  # fmt: skip
MAILS: Rows = [
    {"Id": sf_id("02s", str(number)), "ParentId": CASE, "Incoming": incoming, "Status": status, "Headers": headers,
     "MessageDate": f"2026-03-01 09:0{number}:00", "CreatedDate": f"2026-03-01 09:0{number}:00", "CreatedById": AGENT,
     "IsBounced": bounced}
    for number, incoming, status, headers, bounced in [
        (1, "1", "2", "", "0"), (2, "0", "3", "", "0"), (3, "0", "5", "", "0"), (4, "0", "3", "", "1"),
        (5, "1", "0", "From: x\nAuto-Submitted: auto-replied", "0"),
    ]
]  # fmt: skip
WORK: Rows = [
    {"Id": sf_id("0Bz", "1"), "UserId": AGENT, "WorkItemId": CASE, "AcceptDateTime": "2026-03-01T09:10:00.000+0000",
     "CloseDateTime": "2026-03-01T09:20:00.000+0000"},
]  # fmt: skip


def as_csv(rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def by_hand(folder: Path) -> None:
    """An account made for its traps."""
    folder.mkdir(parents=True)
    (folder / "_export.json").write_text(json.dumps(NOTE), encoding="utf-8")
    made = {"Case": CASES, "CaseHistory": HISTORY, "CaseStatus": STATUSES, "UserServicePresence": PRESENCE}
    made |= {"CaseMilestone": MILESTONES, "Holiday": HOLIDAYS, "EmailMessage": MAILS, "AgentWork": WORK}
    for name, rows in made.items():
        (folder / f"{name}.csv").write_text(as_csv(rows), encoding="utf-8")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, FileResult]]:
    """Hand-made files of the traps (acme), and the real samples where they are (real)."""
    folder = tmp_path_factory.mktemp("salesforce")
    by_hand(folder / "landing" / "acme")
    real = folder / "landing" / "real"
    if SAMPLES.exists():
        real.mkdir()
        (real / "_export.json").write_text(json.dumps({**NOTE, "exported_at": "2026-07-01T00:00:00Z"}))
        (real / "Case.csv").write_bytes((SAMPLES / "dataexport_Case.csv").read_bytes())
        (real / "Case.bulk.csv").write_bytes(b"\xef\xbb\xbf" + (SAMPLES / "sfdmu_Case.csv").read_bytes())
        for path in HEADERS.glob("*.csv"):
            (real / f"{path.stem}.header.csv").write_bytes(path.read_bytes())
    settings = Settings(landing=folder / "landing", home=folder / "home")
    return settings, {f"{result.source}/{result.file}": result for result in load_all(settings)}


@pytest.fixture(scope="module")
def staged(loaded: tuple[Settings, dict[str, FileResult]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Staging and canonical of both accounts, tests of the data included."""
    home = loaded[0].home
    (home / "spill").mkdir()
    folders = ["--target-path", home / "dbt", "--log-path", home / "dbt", "--profiles-dir", PROFILES]
    chosen = ["--select", "path:dbt_project/models/staging", "path:dbt_project/models/canonical", "path:seeds"]
    command = [dbt_program(), "--quiet", "--no-use-colors", "build", "--vars", '{"systems": ["salesforce"]}', *chosen]
    environment = {**os.environ, "HELPDESK_HOME": str(home)}
    done = subprocess.run(
        [*command, *folders], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    return connection.execute(sql).fetchall()


@needs_samples
def test_real_files_load_whole_or_say_in_a_line_that_they_are_not_used(
    loaded: tuple[Settings, dict[str, FileResult]],
) -> None:
    real = {file.removeprefix("real/"): result for file, result in loaded[1].items() if file.startswith("real/")}
    assert len(real) == 24
    refused = {file.split(".")[0]: result.reason for file, result in real.items() if result.status == "refused"}
    assert refused == dict.fromkeys(UNUSED, "no table of salesforce takes a file of this name")
    kept = {file: result for file, result in real.items() if result.status == "loaded"}
    for result in kept.values():
        assert result.row_count == result.kept_count + result.quarantined_count + result.repeated_count
    assert (kept["Case.csv"].kept_count, kept["Case.bulk.csv"].kept_count) == (1, 7)
    assert sum(result.row_count for result in kept.values()) == 8


@needs_samples
def test_real_cases(staged: duckdb.DuckDBPyConnection) -> None:
    cases = "select count(*), count(distinct customer_id), count(team_id) from canonical.all_tickets"
    assert rows(staged, f"{cases} where source = 'real'") == [(8, 8, 0)]
    one = """
        select ticket_number, created_at::varchar, stage_id, priority, channel, is_deleted, merged_into_ticket_id
        from canonical.all_tickets where source = 'real' and ticket_id = '500dN00000PC95xQAD'
    """
    assert rows(staged, one) == [("00001003", "2026-06-09 18:24:44", "New", "low", "email", False, None)]
    words = "select stage_id, status_category from canonical.all_stages where source = 'real' order by all"
    # One file says of no case whether it is closed; then the word does.
    assert [found for found in rows(staged, words) if found[0] != "New"] == [
        ("Closed", "closed"), ("File_Retrieval", "open")
    ]  # fmt: skip


def test_both_shapes_of_a_case_are_one_case(staged: duckdb.DuckDBPyConnection) -> None:
    """15 letters or 18, 0 or false, a blank or a T: the newer version by the record's own clock holds."""
    one = """
        select ticket_id, created_at::varchar, customer_id, stage_id, owner_id, priority
        from canonical.all_tickets where source = 'acme' and ticket_number = '00001'
    """
    assert rows(staged, one) == [(CASE, "2026-03-01 09:00:00", CONTACT, "Working", AGENT, "high")]


def test_queues_own_without_a_person(staged: duckdb.DuckDBPyConnection) -> None:
    owned = "select ticket_number, owner_id, team_id from canonical.all_tickets where source = 'acme' order by 1"
    assert rows(staged, owned) == [("00001", AGENT, QUEUE), ("00002", None, QUEUE), ("00003", None, QUEUE)]


def test_merged_is_not_deleted(staged: duckdb.DuckDBPyConnection) -> None:
    merged = "select is_deleted, merged_into_ticket_id from canonical.all_tickets where ticket_number = '00003'"
    assert rows(staged, merged) == [(False, MASTER)]


def test_lookups_that_change_write_two_rows_and_one_counts(staged: duckdb.DuckDBPyConnection) -> None:
    events = """
        select occurred_at::varchar, event_type, old_value, new_value from canonical.all_ticket_events
        where source = 'acme' order by 1, 2
    """
    assert rows(staged, events) == [
        ("2026-03-01 10:00:00", "owner_changed", None, AGENT),
        ("2026-03-01 11:00:00", "owner_changed", AGENT, OTHER),
        ("2026-03-01 11:30:00", "stage_changed", "New", "Working"),
    ]


def test_presence_without_an_end_is_bounded(staged: duckdb.DuckDBPyConnection) -> None:
    """By the next one, by a day, and by nothing while it may still hold."""
    stays = """
        select started_at::varchar, ended_at::varchar from canonical.all_availability_intervals
        where source = 'acme' order by 1
    """
    assert rows(staged, stays) == [
        ("2026-03-02 08:00:00", "2026-03-02 12:00:00"),
        ("2026-03-02 12:00:00", "2026-03-02 13:00:00"),
        ("2026-03-03 08:00:00", "2026-03-04 08:00:00"),
        ("2026-04-09 08:00:00", None),
    ]


def test_milestones_are_promises_and_vendor_metrics(staged: duckdb.DuckDBPyConnection) -> None:
    due = """
        select first_response_due_at::varchar, resolution_due_at::varchar, first_replied_at::varchar
        from canonical.all_tickets where ticket_number = '00001' and source = 'acme'
    """
    assert rows(staged, due) == [("2026-03-01 10:00:00", "2026-03-03 09:00:00", "2026-03-01 09:40:00")]
    metrics = "select metric, vendor_value, vendor_precision from canonical.all_vendor_metrics where source = 'acme'"
    assert rows(staged, metrics) == [("first_response_business_seconds", 2400, 60)]


def test_holidays_come_again(staged: duckdb.DuckDBPyConnection) -> None:
    closed = "select start_date::varchar, start_time, end_time from canonical.all_schedule_exceptions order by 1"
    assert rows(staged, closed) == [
        ("2024-11-28", "00:00", "24:00"),
        ("2025-11-27", "00:00", "24:00"),
        ("2026-03-05", "11:30", "24:00"),
        ("2026-11-26", "00:00", "24:00"),
    ]


def test_drafts_and_bounces_are_no_messages(staged: duckdb.DuckDBPyConnection) -> None:
    messages = """
        select author_type, author_id, is_automated from canonical.all_messages where source = 'acme' order by sent_at
    """
    assert rows(staged, messages) == [
        ("customer", CONTACT, False), ("agent", AGENT, False), ("customer", CONTACT, True)
    ]  # fmt: skip


def test_omni_channel_knows_how_long_somebody_had_a_case(staged: duckdb.DuckDBPyConnection) -> None:
    handling = "select agent_id, ticket_id, epoch(ended_at - started_at) from canonical.all_handling_intervals"
    assert rows(staged, handling) == [(AGENT, CASE, 600)]


def test_ids_are_whole_by_the_documented_sum() -> None:
    """The vendor's own example; that the macro agrees is in the test of both shapes, on an id with capitals."""
    assert whole("001A0000006Vm9r") == "001A0000006Vm9rIAC"
    assert CASE[15:] != "AAA"


@needs_samples
def test_real_ids_are_whole_by_the_documented_sum() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SAMPLES.glob("*_*.csv"))
    ids = set(re.findall(r'[",]((?:500|003|001|005|01m|737)\w{15})[",]', text))
    assert len(ids) > 100
    assert {found for found in ids if whole(found[:15]) != found} == set()
