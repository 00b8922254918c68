"""Accounts of people as hypothesis draws them: statuses on several channels, work, teams and hours.

What the contract leaves open is not drawn: rows at or after the export, an empty stretch as anyone's first row.
"""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.reference.drafts import Draft, text
from tests.reference.export import Row
from tests.reference.presence import PRECEDENCE
from tests.strategies import HALF_HOUR, blank_draft, by, exceptions, starts, working_hours, zones

# The last of them is not in the export of agents.
AGENTS = ("a1", "a2", "a9")
TEAMS = ("t1", "t2")
SUBJECTS = (("account", ""), ("team", "t1"), ("agent", "a1"), ("schedule", "own"), ("schedule", "all"))
# Two days in half hours.
SPAN = 96

agents = st.sampled_from(AGENTS)
channels = st.sampled_from(("", "chat", "phone"))
details = st.sampled_from(("", "lunch", "training"))
bases = st.sampled_from(("active_time", "handling_time", "time_entry", ""))
# Half hours, and -1 for what is not over yet.
lengths = st.sampled_from((1, 0, 2, 3, 16, 50))
open_lengths = st.one_of(lengths, st.just(-1))


@st.composite
def stretches(draw: st.DrawFn, draft: Draft, key: tuple[str, ...], **words: st.SearchStrategy[Any]) -> list[Row]:
    """Rows of agents from a start on, for a length; no two share a key and nobody's first is empty."""
    places = st.builds(
        lambda half_hours, seconds: draft.start + half_hours * HALF_HOUR + timedelta(seconds=seconds),
        st.integers(0, SPAN),
        st.sampled_from((0, 0, 7)),
    )
    one = st.fixed_dictionaries({"agent_id": agents, "started_at": places, **words})
    # Left alone, hypothesis draws few.
    least = draw(st.sampled_from((0, 6)))
    rows: list[Row] = draw(st.lists(one, min_size=least, max_size=12, unique_by=by("agent_id", "started_at", *key)))
    firsts: dict[str, datetime] = {}
    for row in sorted(rows, key=lambda row: row["started_at"]):
        firsts.setdefault(row["agent_id"], row["started_at"])
    return [_row(draft, row, row["started_at"] == firsts[row["agent_id"]]) for row in rows]


def _row(draft: Draft, drawn: Row, is_first: bool) -> Row:
    length = 1 if is_first and drawn["length"] == 0 else drawn["length"]
    end = "" if length < 0 else text(min(drawn["started_at"] + length * HALF_HOUR, draft.as_of))
    words = {name: word for name, word in drawn.items() if name != "length"}
    return words | {"started_at": text(drawn["started_at"]), "ended_at": end}


@st.composite
def people_accounts(draw: st.DrawFn) -> Draft:
    """One account of up to three people over two days and a little more."""
    start = draw(starts)
    draft = blank_draft(draw(zones), start, start + (SPAN + draw(st.integers(1, 20))) * HALF_HOUR)
    for team_id in TEAMS:
        draft.add("teams", team_id=team_id)
    for number in range(2):
        # Work on a ticket that is out of every report stays work.
        draft.add("tickets", ticket_id=f"T{number}", created_at=text(start), is_spam=str(number == 0).lower())
    for agent_id in AGENTS[:2]:
        draft.add("agents", agent_id=agent_id, team_id=draw(st.sampled_from((*TEAMS, ""))))
    statuses = st.sampled_from(PRECEDENCE)
    words = {"channel": channels, "status": statuses, "detailed_status": details, "length": open_lengths}
    draft.rows["availability_intervals"] = draw(stretches(draft, ("channel", "status"), **words))
    work = {"ticket_id": st.sampled_from(("T0", "T1")), "handling_basis": bases, "length": lengths}
    draft.rows["handling_intervals"] = draw(stretches(draft, ("ticket_id",), **work))
    mains = st.sampled_from(("true", "", "false"))
    belonging = {"team_id": st.sampled_from(TEAMS), "is_main": mains, "length": open_lengths}
    draft.rows["agent_team_memberships"] = draw(stretches(draft, ("team_id",), **belonging))
    for calendar in (("own", "agent", "a1"), ("one", "team", "t1"), ("all", "account", "")):
        draft.rows.setdefault("schedules", []).extend(draw(working_hours(start, *calendar)))
    draft.rows["schedule_exceptions"] = draw(exceptions(start, SUBJECTS))
    return draft
