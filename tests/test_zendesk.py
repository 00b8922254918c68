"""Zendesk: pages of real accounts with counts taken from the files themselves, and small files for each trap.

The real pages are not part of the project: without them their tests are skipped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse import build_staging

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
    return {"id": audit_id, "ticket_id": ticket_id, "created_at": instant, "author_id": author, "events": numbered} | place


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
    weekly = [{"start_time": 480, "end_time": 600}, {"start_time": 9960, "end_time": 10080}, {"start_time": 2700, "end_time": 3060}]
    drop(desk, "schedules.json", {"schedules": [{"id": 61, "name": "Hours", "time_zone": "Brisbane", "intervals": weekly}]})
    drop(desk, "holidays_61.json", {"holidays": [{"id": 1, "name": "May Day", "start_date": "2026-05-04", "end_date": "2026-05-04"}]})
    for place, (status_id, since) in enumerate([(3, "08:00"), (3, "08:00"), (4, "09:30"), (9, "10:00")]):
        state = {"id": status_id, "name": f"S{status_id}", "updated_at": f"2026-03-01T{since}:00.000000Z"}
        drop(desk, f"agent_availabilities_{place}.json", {"data": [{"attributes": {"agent_id": 11, "agent_status": state}}]})
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
    response = {"id": "01J", "survey_id": "01H", "responder_id": 501, "subjects": [{"zrn": "zen:ticket:1"}], "answers": answers}
    drop(landing / "surveyed", "survey_responses.json", {"survey_responses": [response, response | {"id": "02J", "answers": []}]})
    csv = (
        "Summation column,Id,Requester,Requester id,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,"
        "Created at,Solved at,First reply time in minutes\n"
        "1,7,Uma Upton,501,Ada Amber,Ada Amber,Billing,Lamp,a closed_by_merge,On-hold,-,Mail,Question,2026-03-29 12:30,,15\n"
    )
    drop(landing / "listed", "tickets_2026.csv", csv)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Real pages, where they are, and traps, staged."""
    folder = tmp_path_factory.mktemp("zendesk")
    if PAGES.exists():
        drop_real(folder / "landing")
    drop_traps(folder / "landing")
    with duckdb.connect(str(build_staging(folder / "landing", folder / "home")), read_only=True) as connection:
        yield connection


def rows(built: duckdb.DuckDBPyConnection, entity: str, source: str, columns: str, more: str = "") -> list[tuple[Any, ...]]:
    """Rows of an adapter of one account."""
    return built.execute(f"select {columns} from staging.stg_zendesk__{entity} where source = ? {more}", [source]).fetchall()


# --- real pages -----------------------------------------------------------------------------------------------------
