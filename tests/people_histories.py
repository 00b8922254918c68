"""Random exports about people, the same for the same seed: statuses on several channels, work, teams and hours.

Instants lie on a coarse grid with some odd seconds, so that many of them meet; every account spans a change of clocks
or ends with the year. What the contract leaves open is not drawn: fractions of seconds, wall clocks that occur twice,
rows at or after the export, an empty stretch as anyone's first row.
"""

import random
from datetime import datetime, timedelta

from tests.histories import export_of
from tests.reference.drafts import STARTS, WINDOWS, ZONES, Draft, Row, text
from tests.reference.export import Export
from tests.reference.presence import PRECEDENCE

AGENTS = ("a1", "a2", "a3", "a4")
# One who is not in the export of agents.
GHOST = "a9"
TEAMS = ("t1", "t2", "t3")
CHANNELS = ("all", "chat", "phone")
DETAILS = ("", "", "lunch", "training")
BASES = ("active_time", "handling_time", "time_entry", "")
YEAR_END = datetime(2026, 12, 17, tzinfo=STARTS[0].tzinfo)
SUBJECTS = (
    ("account", ""), ("team", "t1"), ("team", "t2"), ("agent", "a1"), ("agent", "a3"), ("schedule", "own"),
    ("schedule", "all"),
)  # fmt: skip
SHIFTS = (*WINDOWS, ("08:00", "16:30"), ("16:30", "01:00"))


def _span(draft: Draft, after: datetime) -> tuple[datetime, datetime]:
    """A start not before an instant, and an end; both may be at once, and both before as_of."""
    dice = draft.dice
    start = draft.instant(after) + timedelta(seconds=dice.choice((0, 0, 0, 7)))
    end = start + timedelta(minutes=dice.choice((0, 5, 30, 60, 60, 180, 480, 1500)))
    return start, min(end, draft.as_of - timedelta(minutes=5))


def _availability(draft: Draft, agent_id: str) -> None:
    """Statuses on several channels that overlap, touch, repeat, are empty, or still run."""
    dice, taken, at = draft.dice, set(), draft.start
    for _ in range(dice.randint(0, 25)):
        start, end = _span(draft, at)
        status, channel = dice.choice((*PRECEDENCE, "available", "available")), dice.choice(CHANNELS)
        if (status, channel, start) in taken or end < start or not (taken or start < end):
            continue
        taken.add((status, channel, start))
        draft.add(
            "availability_intervals",
            agent_id=agent_id,
            channel="" if channel == "all" else channel,
            status=status,
            detailed_status=dice.choice(DETAILS),
            started_at=text(start),
            ended_at="" if dice.random() < 0.04 else text(end),
        )
        at = dice.choice((start, end, end))


def _handling(draft: Draft, agent_id: str) -> None:
    """Work on several tickets at once."""
    dice, taken, at = draft.dice, set(), draft.start
    for _ in range(dice.randint(0, 25)):
        start, end = _span(draft, at)
        ticket_id = f"T{dice.randint(0, 3)}"
        if (ticket_id, start) in taken or end < start or not (taken or start < end):
            continue
        taken.add((ticket_id, start))
        names: Row = {"agent_id": agent_id, "ticket_id": ticket_id, "handling_basis": dice.choice(BASES)}
        draft.add("handling_intervals", **names, started_at=text(start), ended_at=text(end))
        at = dice.choice((start, end, end))


def _memberships(draft: Draft, agent_id: str) -> None:
    """Teams one after the other, with gaps, overlaps and teams beside the main one; or none on file."""
    dice, taken = draft.dice, set()
    at = draft.start - timedelta(days=dice.choice((0, 3)))
    for _ in range(dice.choice((0, 0, 1, 2, 3, 4))):
        start = draft.instant(at)
        end = start + timedelta(hours=dice.choice((0, 6, 48, 120, 300)))
        team_id = dice.choice(TEAMS)
        if (team_id, start) in taken:
            continue
        taken.add((team_id, start))
        names: Row = {"agent_id": agent_id, "team_id": team_id}
        is_running = dice.random() < 0.4
        main: Row = {"is_main": dice.choice(("", "true", "true", "false"))}
        draft.add(
            "agent_team_memberships", **names, **main, started_at=text(start), ended_at="" if is_running else text(end)
        )
        at = dice.choice((start, end))


def _schedule(draft: Draft, schedule_id: str, subject_type: str, subject_id: str = "") -> None:
    """Weekly windows of one subject, at times dated, at times for a single date."""
    dice = draft.dice
    names: Row = {"schedule_id": schedule_id, "subject_type": subject_type, "subject_id": subject_id}
    names["time_zone"] = dice.choice((draft.zone, *ZONES))
    for start_time, end_time in dice.sample(SHIFTS, dice.randint(1, 3)):
        first = draft.start.date() + timedelta(days=dice.randint(0, 10))
        last = first + timedelta(days=dice.choice((0, 3)))
        validity: Row = dice.choice(
            ({}, {}, {"valid_from_date": first}, {"valid_from_date": first, "valid_to_date": last})
        )
        for day in dice.sample(range(1, 8), dice.randint(2, 7)):
            draft.add("schedules", **names, **validity, day_of_week=day, start_time=start_time, end_time=end_time)


def _exceptions(draft: Draft) -> None:
    """Holidays, absences and special openings, each on dates of its own."""
    dice = draft.dice
    for number in range(dice.randint(0, 8)):
        subject_type, subject_id = dice.choice(SUBJECTS)
        first = draft.start.date() + timedelta(days=number * 2)
        clocks = dice.choice((("", ""), ("12:00", "24:00"), ("02:30", "14:00"), ("09:00", "09:45")))
        draft.add(
            "schedule_exceptions",
            subject_type=subject_type,
            subject_id=subject_id,
            exception_type=dice.choice(("closed", "open")),
            start_date=first.isoformat(),
            start_time=clocks[0],
            end_date=(first + timedelta(days=dice.choice((0, 0, 1)))).isoformat(),
            end_time=clocks[1],
        )


def draft_people(seed: int) -> Draft:
    """One random account of people; the seed says everything."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    start = dice.choice((*STARTS[:3], YEAR_END))
    as_of = start + timedelta(days=14, minutes=30 * dice.choice((0, *range(1, 48))))
    draft = Draft(dice, dice.choice(ZONES), start, as_of)
    for team_id in TEAMS:
        draft.add("teams", team_id=team_id)
    for number in range(4):
        # Work on a ticket that is out of every report stays work.
        draft.add("tickets", ticket_id=f"T{number}", created_at=text(start), is_spam=str(number == 0).lower())
    for agent_id in AGENTS:
        draft.add("agents", agent_id=agent_id, team_id=dice.choice((*TEAMS, "")))
    has_availability, has_handling = dice.choice(((True, True), (True, True), (True, False), (False, True)))
    for agent_id in (*AGENTS, GHOST):
        if has_availability:
            _availability(draft, agent_id)
        if has_handling:
            _handling(draft, agent_id)
        _memberships(draft, agent_id)
    for calendar in (("own", "agent", "a1"), ("own3", "agent", "a3"), ("one", "team", "t1"), ("two", "team", "t2")):
        if dice.random() < 0.4:
            _schedule(draft, *calendar)
    if dice.random() < 0.5:
        _schedule(draft, "all", "account")
    _exceptions(draft)
    return draft


def people_exports(seed: int, accounts: int) -> list[Export]:
    """Several random accounts, the same for the same seed."""
    return [export_of(f"people_{seed}_{number}", draft_people(seed * 1000 + number)) for number in range(accounts)]
