"""Help Scout: the payloads of its own documentation and SDKs from export to canonical, and the traps of its API.

The payloads are not part of the project: without them these tests are skipped.
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

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "sources" / "samples" / "helpscout"

pytestmark = pytest.mark.skipif(
    not SAMPLES.exists(), reason="the real payloads are not here (../shared/sources/samples/helpscout)"
)

NAMES = {
    "php_v2_api/conversations_page_embed_threads.json": "conversations_page_1.json",
    "php_v2_api/threads_page.json": "threads_1.json",
    "users_status_official_example.json": "users_status.json",
    "java_v1_api/conversation_10.json": "conversation_10.json",
    "java_v1_api/conversation_13.json": "conversation_11.json",
}
ADA = {"id": 11, "type": "user", "first": "Ada", "last": "Amber"}
UMA = {"id": 501, "type": "customer"}


def thread(number: int, kind: str, minute: int, *status: str, **more: Any) -> dict[str, Any]:
    """A thread by Ada, in a minute of noon."""
    at = {"createdAt": f"2026-04-01T12:{minute:02d}:00Z", "createdBy": ADA}
    return {"id": number, "type": kind, "status": "".join(status) or "nochange", "state": "published", **at} | more


def write_traps(folder: Path) -> None:
    """A conversation that turns out to be spam and is not, one that was merged into it, one that is a draft."""
    plain = {"createdAt": "2026-04-01T12:00:00Z", "createdBy": UMA, "type": "email", "status": "closed"}
    workflow = {"action": {"type": "workflow"}, "createdBy": {"id": 0, "type": "user"}}
    merged = {"action": {"type": "merged", "associatedEntities": {"conversation": 2}}}
    threads = [
        thread(28, "message", 9, "closed", state="draft"),
        thread(27, "lineitem", 8, "closed", **workflow),
        thread(26, "lineitem", 7, **merged),
        thread(25, "forwardparent", 6),
        thread(24, "lineitem", 5, "active", assignedTo={"id": 11, "type": "user"}),
        thread(23, "lineitem", 4, "spam", assignedTo={"id": 7, "type": "team"}),
        thread(22, "note", 3, assignedTo={"id": 7, "type": "team"}),
        thread(21, "customer", 0, "active", createdBy=ADA, customer={"id": 501}),
    ]
    conversations = [
        plain | {"id": 1, "number": 31, "assignee": {"id": 11, "type": "user"}, "_embedded": {"threads": threads}},
        plain | {"id": 2, "number": 32, "state": "deleted", "status": "active"},
        plain | {"id": 3, "number": 33, "state": "draft"},
    ]
    pages = {
        "conversations_page_1": {"_embedded": {"conversations": conversations}, "page": {"number": 1}},
        "conversations_page_2": {"page": {"number": 2, "totalElements": 3}, "_links": {}},
        "_export": {"source_system": "help_scout", "exported_at": "2026-04-02T00:00:00Z", "complete": True},
    }
    folder.mkdir(parents=True)
    for name, content in pages.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "conversations.csv").write_text(
        "Number,Status,Type,Assigned To,Customer,Created At,Closed At\n"
        "31,Active,Email,Ada Amber,Uma Upton,2026-04-01 12:00:00,\n"
        "40,Closed,Phone,Ben Birch,Uma Upton,2026-04-01 09:00:00,2026-04-01 10:00:00\n",
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[FileResult]]:
    """Payloads and traps, loaded."""
    folder = tmp_path_factory.mktemp("help_scout")
    write_traps(folder / "landing" / "traps")
    (folder / "landing" / "examples").mkdir()
    shutil.copyfile(folder / "landing" / "traps" / "_export.json", folder / "landing" / "examples" / "_export.json")
    for name, renamed in NAMES.items():
        shutil.copyfile(SAMPLES / name, folder / "landing" / "examples" / renamed)
    shutil.copyfile(SAMPLES / "java_v1_api" / "users.json", folder / "landing" / "examples" / "users.json")
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
    # Lists of the legacy API are not read, and are not taken for empty pages either.
    for one in (one for one in results[1] if one.status == "loaded"):
        assert one.row_count == one.kept_count + one.quarantined_count + one.repeated_count, one.line()
        counts[f"{one.source}/{one.file}"] = one.kept_count
    refused = {one.file: one.reason for one in results[1] if one.status == "refused"}
    assert refused == {"users.json": "required column id is missing"}
    assert counts == {
        "examples/conversation_10.json": 1, "examples/conversation_11.json": 1,
        "examples/conversations_page_1.json": 1, "examples/threads_1.json": 1, "examples/users_status.json": 2,
        # A page without records has no list.
        "traps/conversations_page_1.json": 3, "traps/conversations_page_2.json": 0, "traps/conversations.csv": 2,
    }  # fmt: skip


def test_the_vendors_examples(canonical: duckdb.DuckDBPyConnection) -> None:
    """The embedded thread has no instant; the page of threads has the same thread with one."""
    ticket = "select ticket_id, ticket_number, stage_id, owner_id, customer_id, closed_at::varchar from all_tickets"
    assert canonical.execute(f"{ticket} where source = 'examples' order by all").fetchall() == [
        ("1", "15473", "closed", "256", "238604", "2017-04-21 14:43:24"),
        # Two single conversations of the legacy API; one is a team's.
        ("10", "123", "active", None, "150", None),
        ("11", "123", "active", None, "150", None),
    ]
    messages = "select message_id, author_type, author_id, sent_at::varchar from all_messages where source = 'examples'"
    assert canonical.execute(f"{messages} order by all").fetchall() == [
        ("1-1", "customer", "256", "2017-04-21 14:39:56"),
        ("10-3124897", "customer", "150", "2016-01-03 21:35:51"),
        ("11-3124897", "customer", "150", "2016-01-03 21:35:51"),
    ]
    states = """
        select agent_id, status, started_at::varchar from all_availability_intervals where source = 'examples'
        order by all
    """
    assert canonical.execute(states).fetchall() == [
        ("4", "available", "2026-01-15 10:30:00"), ("5", "away", "2026-01-15 11:00:00"),
    ]  # fmt: skip


def test_conversations_of_both_shapes(canonical: duckdb.DuckDBPyConnection) -> None:
    """Drafts are no tickets; what the API has, the CSV does not bring again: its number is not the id."""
    tickets = """
        select ticket_id, ticket_number, stage_id, owner_id, channel, is_deleted, merged_into_ticket_id from all_tickets
        where source = 'traps' order by all
    """
    assert canonical.execute(tickets).fetchall() == [
        ("#40", "40", "closed", "Ben Birch", "phone", False, None),
        ("1", "31", "closed", "11", "email", False, None),
        ("2", "32", "active", None, "email", True, "1"),
    ]


def test_threads_are_messages_and_changes(canonical: duckdb.DuckDBPyConnection) -> None:
    messages = """
        select message_id, author_type, author_id, is_public from all_messages where source = 'traps' order by sent_at
    """
    # An agent wrote down what the customer said; drafts and what was forwarded are no messages.
    assert canonical.execute(messages).fetchall() == [
        ("1-21", "customer", "501", True),
        ("1-22", "agent", "11", False),
    ]
    changes = """
        select ticket_id, minute(occurred_at), event_type, old_value, new_value, actor_type, actor_id
        from all_ticket_events where source = 'traps' order by ticket_id, occurred_at, event_type
    """
    ada, rule = ("agent", "11"), ("automation", None)
    assert canonical.execute(changes).fetchall() == [
        ("1", 3, "team_changed", None, "7", *ada),
        ("1", 4, "marked_spam", None, None, *ada),
        ("1", 4, "stage_changed", "active", "spam", *ada),
        ("1", 5, "owner_changed", None, "11", *ada),
        ("1", 5, "restored", None, None, *ada),
        ("1", 5, "stage_changed", "spam", "active", *ada),
        ("1", 5, "team_changed", "7", None, *ada),
        ("1", 6, "owner_changed", "11", None, *ada),
        ("1", 8, "stage_changed", "active", "closed", *rule),
        ("2", 7, "merged", None, "1", *ada),
    ]


def test_whom_the_csv_names_is_known_by_no_name(canonical: duckdb.DuckDBPyConnection) -> None:
    asking = canonical.execute("select customer_id from all_tickets where ticket_id = '#40'").fetchall()
    named = "select customer_id from all_customers where customer_name = 'Uma Upton' and customer_id like 'contact-%'"
    assert asking == canonical.execute(named).fetchall()
    assert len(asking) == 1
