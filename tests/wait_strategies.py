"""Accounts of tickets as hypothesis draws them: each ticket a line of messages, closes, reopens and new hands.

Steps of one instant are frequent, and so are steps fourteen days apart: the window for an answer after a close. What
the contract leaves open is not drawn: rows at or after the export.
"""

from datetime import datetime

from hypothesis import strategies as st

from tests.reference.drafts import STAGES, Draft, add_settings, text
from tests.reference.export import Row
from tests.strategies import HALF_HOUR, blank_draft, exceptions, starts, working_hours, zones

FOURTEEN_DAYS = 14 * 48
SUBJECTS = (("account", ""), ("team", "t1"), ("schedule", "c1"), ("agent", "a1"))
# What changes besides the stage: its column and its words.
PROPERTIES = {"owner": ("a1", "a2", ""), "team": ("t1", "t2", ""), "schedule": ("c1", "")}

gaps = st.sampled_from((0, 1, 0, 2, 20, 48, FOURTEEN_DAYS, FOURTEEN_DAYS + 1))
# Role, author, and whether it is public and automated: most of what is said is said in person.
CUSTOMER, AGENT = ("customer", "k1", "true", "false"), ("agent", "a1", "", "")
KINDS = (
    *(CUSTOMER, AGENT) * 3,
    ("agent", "a2", "true", "false"),
    ("agent", "a1", "false", "false"),
    ("agent", "a1", "true", "true"),
    ("agent", "quiet_bot", "true", "false"),
    ("customer", "k1", "false", "false"),
    ("customer", "k1", "true", "true"),
    ("bot", "b1", "true", "true"),
    ("ai_agent", "x1", "true", "false"),
    ("automation", "", "true", "true"),
)
messages = st.tuples(st.sampled_from(KINDS), st.sampled_from(("", "1", "2")))
changes = st.sampled_from(
    [
        *(("stage", stage) for stage in ("work", "solved", "ask", "solved", "closed", "done2")),
        *((name, word) for name, words in PROPERTIES.items() for word in words),
    ]
)
step = st.tuples(gaps, st.one_of(messages, messages, changes))
# Left alone, hypothesis draws few.
steps = st.one_of(st.lists(step, max_size=14), st.lists(step, min_size=8, max_size=14))


def _message(draft: Draft, ticket_id: str, at: datetime, kind: tuple[str, ...], sequence: str) -> None:
    role, author_id, is_public, is_automated = kind
    number = len(draft.rows["messages"])
    draft.add(
        "messages",
        # Ids in another order than time: of two messages at one instant nothing but their ids may tell.
        message_id=f"m{number * 7 % 10}{number}",
        ticket_id=ticket_id,
        sent_at=text(at),
        sequence=sequence,
        author_type=role,
        author_id=author_id,
        is_public=is_public,
        is_automated=is_automated,
    )


def _change(draft: Draft, ticket_id: str, at: datetime, change: tuple[str, str], present: Row) -> None:
    name, value = change
    own = [row for row in draft.rows["ticket_events"] if row["ticket_id"] == ticket_id]
    draft.add(
        "ticket_events",
        ticket_id=ticket_id,
        occurred_at=text(at),
        sequence=len(own),
        event_type=f"{name}_changed",
        old_value=present[name],
        new_value=value,
        actor_type="agent",
        actor_id="a1",
    )
    present[name] = value


@st.composite
def _ticket(draw: st.DrawFn, draft: Draft, number: int) -> datetime:
    """One ticket; gives the last instant of it."""
    ticket_id, dues = f"T{number}", st.sampled_from(("", text(draft.start + HALF_HOUR)))
    created = at = draft.start + draw(st.integers(0, 60)) * HALF_HOUR
    present: Row = {name: draw(st.sampled_from(words)) for name, words in PROPERTIES.items()}
    present["stage"] = draw(st.sampled_from(tuple(STAGES)))
    line = draw(steps)
    for gap, (what, word) in line:
        at += gap * HALF_HOUR
        if isinstance(what, tuple):
            _message(draft, ticket_id, at, what, word)
        else:
            _change(draft, ticket_id, at, (what, word), present)
    is_silent = not any(isinstance(what, tuple) for _, (what, _) in line)
    is_still = not any(what == "stage" for _, (what, _) in line)
    is_closed = STAGES[present["stage"]][1] == "closed"
    draft.add(
        "tickets",
        ticket_id=ticket_id,
        created_at=text(created),
        initiated_by=draw(st.sampled_from(("customer", "agent", ""))),
        first_response_due_at=draw(dues),
        closed_at=text(at) if is_still and is_closed and draw(st.booleans()) else "",
        first_replied_at=text(at) if is_silent and draw(st.booleans()) else "",
        is_spam=draw(st.sampled_from(("", "", "", "true"))),
        **{f"{name}_id": value for name, value in present.items()},
    )
    return at


@st.composite
def wait_accounts(draw: st.DrawFn) -> Draft:
    """One account of up to three tickets."""
    start = draw(starts)
    draft = blank_draft(draw(zones), start, start)
    add_settings(draft)
    # A file without rows: what nobody wrote is known to be nothing.
    draft.rows |= {"messages": [], "ticket_events": []}
    lasts = [draw(_ticket(draft, number)) for number in range(draw(st.integers(1, 3)))]
    for number in range(draw(st.integers(0, 2))):
        at = text(draw(st.sampled_from(lasts)))
        names: Row = {"ai_conversation_id": f"Q{number}", "ticket_id": "T0", "ai_message_count": 1}
        draft.add("ai_conversations", **names, started_at=at, last_activity_at=at, handed_off_at=at)
    for calendar in (("c1", "ticket", ""), ("team1", "team", "t1"), ("all", "account", "")):
        draft.rows.setdefault("schedules", []).extend(draw(working_hours(start, *calendar)))
    draft.rows["schedule_exceptions"] = draw(exceptions(start, SUBJECTS))
    draft.as_of = max(lasts) + draw(st.sampled_from((1, 2, 48))) * HALF_HOUR
    return draft
