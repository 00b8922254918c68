"""The reference at its edges, by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.reference import business, cycles, flows, stages, waits
from tests.reference.export import Account, as_text, read_account


def account_of(folder: Path, **tables: str) -> Account:
    """An account from csv texts, up to 2026-06-01; line ends are `|`. A stage `open`, a stage `done` are given."""
    folder.mkdir()
    (folder / "_export.json").write_text('{"exported_at": "2026-06-01T00:00:00Z"}', encoding="utf-8")
    given = {"stages": "stage_id,pipeline_id,status_category|open,p1,open|done,p2,closed"}
    for entity, text in (given | tables).items():
        (folder / f"{entity}.csv").write_text(text.replace("|", "\n").replace(" ", ""), encoding="utf-8")
    return read_account(folder)


EVENTS = "ticket_id,occurred_at,sequence,event_type,old_value,new_value"
MESSAGES = "message_id,ticket_id,sent_at,author_type,author_id"
TICKET = "ticket_id,created_at,stage_id|T,2026-05-01T08:00Z,done"
CLOSE_AT_TEN = "T,2026-05-01T10:00Z,,stage_changed,open,done"
REOPEN_AT_NOON = "T,2026-05-01T12:00Z,,stage_changed,done,open"


def outcomes(account: Account) -> list[tuple[str, str, str]]:
    rows = waits.response_time(account)
    return [(row["waiting_message_id"], row["wait_outcome"], as_text(row["wait_ended_at"])[11:16]) for row in rows]


def test_a_message_at_the_instant_of_a_close_comes_before_it(tmp_path: Path) -> None:
    account = account_of(
        tmp_path / "a",
        tickets=TICKET,
        ticket_events=f"{EVENTS}|{CLOSE_AT_TEN}",
        messages=f"{MESSAGES}|m1,T,2026-05-01T10:00Z,customer,k|m2,T,2026-05-01T11:00Z,customer,k|m3,T,2026-05-01T13:00Z,customer,k",
    )
    assert outcomes(account) == [
        ("m1", "closed_unanswered", "10:00"),
        ("m2", "after_close", "13:00"),
        ("m3", "after_close", ""),
    ]


def test_a_reopen_makes_a_pending_wait_live(tmp_path: Path) -> None:
    account = account_of(
        tmp_path / "a",
        tickets=TICKET.replace("done", "open"),
        ticket_events=f"{EVENTS}|{CLOSE_AT_TEN}|{REOPEN_AT_NOON}",
        messages=f"{MESSAGES}|m1,T,2026-05-01T11:00Z,customer,k|m2,T,2026-05-01T13:00Z,customer,k|m3,T,2026-05-01T14:00Z,agent,a",
    )
    assert outcomes(account) == [("m1", "answered", "14:00")]
    row = waits.response_time(account)[0]
    assert (row["response_seconds"], row["customer_message_count"]) == (10800, 2)


def test_stages_that_lead_back_at_one_instant_change_nothing(tmp_path: Path) -> None:
    back = "T,2026-05-01T10:00Z,1,stage_changed,done,open"
    account = account_of(
        tmp_path / "a", tickets=TICKET.replace("done", "open"), ticket_events=f"{EVENTS}|{CLOSE_AT_TEN}|{back}"
    )
    assert cycles.time_to_close(account) == []
    assert [row["visit_seconds"] for row in stages.stage_visits(account)] == [30 * 86400 + 16 * 3600]


@pytest.mark.parametrize(
    ("sent_at", "role", "expected"),
    [
        ("2026-05-01T12:00Z", "agent", True),
        ("2026-05-01T12:01Z", "agent", False),
        ("2026-05-01T13:00Z", "agent", False),
        ("2026-05-01T12:30Z", "bot", True),
    ],
)
def test_courtesy(tmp_path: Path, sent_at: str, role: str, expected: bool) -> None:
    close_again = CLOSE_AT_TEN.replace("T10", "T13")
    account = account_of(
        tmp_path / "a",
        tickets=TICKET,
        ticket_events=f"{EVENTS}|{CLOSE_AT_TEN}|{REOPEN_AT_NOON}|{close_again}",
        messages=f"{MESSAGES}|m1,T,{sent_at},{role},a",
    )
    assert [row["is_courtesy"] for row in cycles.ticket_reopens(account)] == [expected]


@pytest.mark.parametrize(("answered_at", "count"), [("2026-05-15T10:00Z", 1), ("2026-05-15T10:01Z", 0)])
def test_a_customer_response_ends_fourteen_days_after_the_close(tmp_path: Path, answered_at: str, count: int) -> None:
    account = account_of(
        tmp_path / "a",
        tickets=TICKET,
        ticket_events=f"{EVENTS}|{CLOSE_AT_TEN}",
        messages=f"{MESSAGES}|m1,T,2026-05-01T09:00Z,agent,a|m2,T,{answered_at},customer,k|m3,T,{answered_at},customer,k",
    )
    assert len(waits.customer_response_time(account)) == count


def test_a_close_at_the_instant_of_a_move_counts_at_the_new_place(tmp_path: Path) -> None:
    account = account_of(tmp_path / "a", tickets=TICKET, ticket_events=f"{EVENTS}|{CLOSE_AT_TEN}")
    rows = {row["pipeline_id"]: row for row in flows.tickets_logged_vs_closed(account, "UTC")}
    assert (rows["p1"]["logged_count"], rows["p1"]["moved_out_count"], rows["p1"]["closed_count"]) == (1, 1, 0)
    assert (rows["p2"]["moved_in_count"], rows["p2"]["closed_count"], rows["p2"]["end_open_count"]) == (1, 1, 0)


def test_removed_and_closed_at_one_instant_is_removed(tmp_path: Path) -> None:
    removal = "T,2026-05-01T10:00Z,,deleted,,"
    account = account_of(
        tmp_path / "a",
        tickets="ticket_id,created_at,stage_id,is_deleted|T,2026-05-01T08:00Z,done,true",
        ticket_events=f"{EVENTS}|{CLOSE_AT_TEN}|{removal}",
    )
    rows = flows.tickets_logged_vs_closed(account, "UTC")
    assert (sum(row["closed_count"] for row in rows), sum(row["removed_count"] for row in rows)) == (0, 1)
    assert cycles.resolution_time(account) == []


WINDOW = "schedule_id,subject_type,time_zone,day_of_week,start_time,end_time|c,account,Europe/Berlin"
SPRING, AUTUMN = (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC))


@pytest.mark.parametrize(
    ("start", "window", "hours"),
    [
        (SPRING, "00:00,08:00", 7.0),
        (AUTUMN, "00:00,08:00", 9.0),
        (SPRING, "02:30,04:00", 0.5),
        (SPRING, "02:30,03:15", 0.0),
        (AUTUMN, "01:00,02:30", 1.5),
        (SPRING, "22:00,06:00", 8.0),
        (SPRING, "12:00,24:00", 12.0),
    ],
)
def test_windows_of_a_sunday_when_clocks_change(tmp_path: Path, start: datetime, window: str, hours: float) -> None:
    account = account_of(tmp_path / "a", tickets=TICKET, schedules=f"{WINDOW},7,{window}")
    spans = [(start, start + timedelta(days=3))]
    assert business.business_seconds(account, account.tickets[0], spans) == hours * 3600


def test_closed_wins_over_open_and_no_calendar_is_not_zero(tmp_path: Path) -> None:
    head = "subject_type,exception_type,start_date,end_date,end_time"
    exceptions = f"{head}|account,open,2026-05-02,2026-05-02,|account,closed,2026-05-02,2026-05-02,12:00"
    account = account_of(
        tmp_path / "a", tickets=TICKET, schedules=f"{WINDOW},1,09:00,17:00", schedule_exceptions=exceptions
    )
    saturday = datetime(2026, 5, 2, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    ticket = account.tickets[0]
    assert business.business_seconds(account, ticket, [(saturday, saturday + timedelta(days=1))]) == 12 * 3600
    assert business.business_seconds(account, ticket, [(saturday, saturday)]) == 0
    bare = account_of(tmp_path / "b", tickets=TICKET)
    assert business.business_seconds(bare, bare.tickets[0], [(saturday, saturday + timedelta(days=1))]) is None
