"""Whatever was said and closed, the marts about waits say what the slow reference says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.comparison import compare
from tests.memory import Warehouse
from tests.reference.drafts import Draft, add_settings, text
from tests.reference.export import Account, Row
from tests.reference.history import closures
from tests.reference.marts import WAITS
from tests.strategies import blank_draft, exports, zones
from tests.wait_strategies import wait_accounts

START = datetime(2026, 6, 10, 8, tzinfo=UTC)
FOURTEEN_DAYS = timedelta(days=14)


def ticket(*line: tuple[timedelta, str]) -> Draft:
    """One ticket: after so much time a message of a role, or a change to a stage."""
    draft, stage = blank_draft("UTC", START, START + 3 * FOURTEEN_DAYS), "new"
    add_settings(draft)
    for number, (after, word) in enumerate(line):
        at, order = text(START + after), {"ticket_id": "T0", "sequence": number}
        if word in ("customer", "agent", "bot"):
            draft.add("messages", **order, message_id=f"m{number}", sent_at=at, author_type=word)
        else:
            change = {"event_type": "stage_changed", "old_value": stage, "new_value": word}
            draft.add("ticket_events", **order, **change, occurred_at=at)
            stage = word
    draft.add("tickets", ticket_id="T0", created_at=text(START), stage_id=stage)
    return draft


NOW, SOON, LATER = (timedelta(hours=hours) for hours in (0, 1, 2))
TIES = [
    # A message comes before the close and before the reopen of its instant; a customer before those who answer.
    ticket((NOW, "customer"), (SOON, "solved"), (SOON, "agent"), (LATER, "work"), (LATER, "customer")),
    ticket((NOW, "bot"), (NOW, "agent"), (NOW, "customer"), (SOON, "solved"), (SOON, "customer"), (SOON, "work")),
    # There and back at once is nothing; a wait that began while closed lives on when the ticket is reopened.
    ticket((NOW, "customer"), (SOON, "solved"), (SOON, "work"), (LATER, "agent")),
    ticket((NOW, "solved"), (SOON, "customer"), (SOON, "customer"), (LATER, "work"), (LATER * 2, "agent")),
    # The last instant of the window for an answer, and the first after it.
    ticket((NOW, "agent"), (SOON, "solved"), (SOON + FOURTEEN_DAYS, "customer")),
    ticket((NOW, "agent"), (SOON, "solved"), (SOON + FOURTEEN_DAYS + timedelta(seconds=1), "customer")),
]


@given(zone=zones, drawn=st.lists(wait_accounts(), min_size=1, max_size=5))
@example("UTC", TIES)
def test_waits(warehouse: Callable[[str], Warehouse], zone: str, drawn: list[Draft]) -> None:
    accounts = exports(drawn)
    made = warehouse(zone)
    made.build(accounts, WAITS)
    for mart, reference in WAITS.items():
        rows = [row for export in accounts for row in reference(export.account())]
        assert compare(made, mart, rows) == "", mart


def account_of(draft: Draft) -> Account:
    return exports([draft])[0].account()


def rows_of(draft: Draft, mart: str) -> list[Row]:
    return WAITS[mart](account_of(draft))


def closes_as_someone_writes(draft: Draft) -> bool:
    account = account_of(draft)
    return any(
        message.is_customer_message and message.at == closure.closed_at
        for ticket in account.tickets
        for message in ticket.messages
        for closure in closures(account, ticket)
    )


HARD = {
    **{
        outcome: lambda draft, outcome=outcome: any(
            row["wait_outcome"] == outcome for row in rows_of(draft, "response_time")
        )
        for outcome in ("answered", "waiting", "closed_unanswered", "after_close")
    },
    "answered outside hours": lambda draft: any(
        row["response_seconds"] and row["response_business_seconds"] == 0 for row in rows_of(draft, "response_time")
    ),
    "an answer after the close": lambda draft: any(
        row["is_after_close"] for row in rows_of(draft, "customer_response_time")
    ),
    "a message at the instant of a close": closes_as_someone_writes,
}


def test_hard_cases_are_drawn() -> None:
    missing = dict(HARD)

    @settings(max_examples=200, phases=[Phase.generate])
    @given(wait_accounts())
    def look(draft: Draft) -> None:
        for case in [name for name, holds in missing.items() if holds(draft)]:
            del missing[case]

    look()
    assert not list(missing)
