"""Daily flow of work per support line, team and pipeline, and what is open at the end of each local day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.reference.export import Account, Row, Ticket
from tests.reference.history import closures, history, is_close_unknown, open_stretches, place_at, removed_at, value_at

Place = tuple[int | None, str | None, str | None]
Step = tuple[datetime, str, Place]
IN, OUT = ("logged_count", "reopened_count", "moved_in_count"), ("closed_count", "removed_count", "moved_out_count")
MEASURES = ("start_open_count", "net_logged_count", *IN, *OUT, "end_open_count")
PLACE = ("support_line", "team_id", "pipeline_id")
BANDS = ((1, "0_to_1_days"), (3, "1_to_3_days"), (7, "3_to_7_days"), (14, "7_to_14_days"), (30, "14_to_30_days"))


def local_date(at: datetime, zone: str) -> date:
    """The reporting day of an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def _day_end(day: date, zone: str) -> datetime:
    """The instant the local date ends: the first one of the next date."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC)


def _moves(account: Account, ticket: Ticket, start: datetime, end: datetime) -> list[Step]:
    """Moves of a ticket while it is open in (start, end]: one at its close or removal comes before that (ruling 14)."""
    instants = {
        stretch.start for name in ("stage", "pipeline", "team", "support_line") for stretch in history(ticket, name)
    }
    steps: list[Step] = []
    before = place_at(account, ticket, start)
    for at in sorted(at for at in instants if start < at <= end):
        after = place_at(account, ticket, at)
        if after != before:
            steps += [(at, "moved_out_count", before), (at, "moved_in_count", after)]
        before = after
    return steps


def flow_of(account: Account, ticket: Ticket) -> list[Step]:
    """Everything that happens to a ticket in the flow: instant, what, at which place; nothing after its removal."""
    created, gone = ticket.created_at, removed_at(ticket)
    steps: list[Step] = [(created, "logged_count", place_at(account, ticket, created))]
    if gone is None:
        steps.append((created, "net_logged_count", place_at(account, ticket, created)))
    if is_close_unknown(account, ticket):
        what = "removed_count" if gone == created else "closed_count"
        return [*steps, (created, what, place_at(account, ticket, created))]
    for start, end in open_stretches(account, ticket):
        if start == created or gone is None or start < gone:
            steps += _stretch_flow(account, ticket, start, end, gone)
    return steps


def _stretch_flow(
    account: Account, ticket: Ticket, start: datetime, end: datetime | None, gone: datetime | None
) -> list[Step]:
    """One open stretch: its reopen, the moves in it, and its close or removal (both at one instant: removed)."""
    is_removed = gone is not None and (end is None or gone <= end)
    last = gone if is_removed else end
    steps: list[Step] = []
    if start != ticket.created_at:
        steps.append((start, "reopened_count", place_at(account, ticket, start)))
    steps += _moves(account, ticket, start, last or account.as_of)
    if last:
        steps.append((last, "removed_count" if is_removed else "closed_count", place_at(account, ticket, last)))
    return steps


def tickets_logged_vs_closed(account: Account, zone: str) -> list[Row]:
    """Rows of `tickets_logged_vs_closed`, key (source, report_date, support_line, team_id, pipeline_id); no zeros."""
    steps = [step for ticket in account.tickets for step in flow_of(account, ticket)]
    counts = Counter((local_date(at, zone), place, what) for at, what, place in steps)
    stock: Counter[Place] = Counter()
    rows: list[Row] = []
    for day in _days(account, zone):
        for place in sorted({place for _, _, place in steps}, key=str):
            row: Row = {what: counts[day, place, what] for what in MEASURES}
            row["start_open_count"] = stock[place]
            stock[place] += sum(row[what] for what in IN) - sum(row[what] for what in OUT)
            row["end_open_count"] = stock[place]
            if any(row.values()):
                names = {"source": account.source, "report_date": day} | dict(zip(PLACE, place, strict=True))
                rows.append(names | row)
    return rows


def _days(account: Account, zone: str) -> list[date]:
    """Every local date from the first ticket to the running date at as_of."""
    if not account.tickets:
        return []
    first = min(local_date(ticket.created_at, zone) for ticket in account.tickets)
    last = local_date(account.as_of - timedelta(microseconds=1), zone)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _is_open(account: Account, ticket: Ticket, end: datetime) -> bool:
    """Open just before an instant: a change at the very end of the day belongs to the next one."""
    gone = removed_at(ticket)
    stretches = open_stretches(account, ticket)
    is_open = any(start < end and (until is None or end <= until) for start, until in stretches)
    return is_open and (gone is None or end <= gone)


def open_tickets(account: Account, zone: str) -> list[Row]:
    """One row per local date and ticket open at its end (at as_of on the running date)."""
    rows: list[Row] = []
    for day in _days(account, zone):
        end = min(_day_end(day, zone), account.as_of)
        before = end - timedelta(microseconds=1)
        for ticket in (ticket for ticket in account.tickets if _is_open(account, ticket, end)):
            age = end - ticket.created_at
            names = {"source": account.source, "report_date": day, "ticket_id": ticket.ticket_id}
            place = dict(zip(PLACE, place_at(account, ticket, before), strict=True))
            owner = {"owner_id": value_at(history(ticket, "owner"), before)}
            rows.append(names | place | owner | {"age_seconds": age // timedelta(seconds=1), "age_days": age.days})
    return rows


def unresolved_tickets(account: Account, zone: str) -> list[Row]:
    """`unresolved_tickets` by day, pipeline, team and owner (the mart has more dimensions; these are its sums)."""
    columns = ("source", "report_date", "pipeline_id", "team_id", "owner_id")
    groups: dict[tuple[object, ...], Row] = {}
    for row in open_tickets(account, zone):
        names = {column: row[column] for column in columns}
        group = groups.setdefault(tuple(names.values()), names | {"unresolved_ticket_count": 0, "age_seconds_sum": 0})
        group["unresolved_ticket_count"] += 1
        group["age_seconds_sum"] += row["age_seconds"]
    return list(groups.values())


def age_band(days: int) -> str:
    """The band of an age in whole days; its lower edge is in it."""
    return next((name for limit, name in BANDS if days < limit), "over_30_days")


def open_ticket_age(account: Account, zone: str) -> list[Row]:
    """Rows of `open_ticket_age`, key (source, report_date, support_line, team_id, pipeline_id, age_band)."""
    columns = ("source", "report_date", "support_line", "team_id", "pipeline_id")
    groups: dict[tuple[object, ...], Row] = {}
    for row in open_tickets(account, zone):
        names = {column: row[column] for column in columns} | {"age_band": age_band(row["age_days"])}
        group = groups.setdefault(
            tuple(names.values()), names | {"open_ticket_count": 0, "age_days_sum": 0, "oldest_age_days": 0}
        )
        group["open_ticket_count"] += 1
        group["age_days_sum"] += row["age_days"]
        group["oldest_age_days"] = max(group["oldest_age_days"], row["age_days"])
    return list(groups.values())


def resolved_tickets(account: Account, zone: str) -> list[Row]:
    """`resolved_tickets` by day (the mart has more dimensions; these are its sums)."""
    days: dict[date, Row] = {}
    for ticket in (ticket for ticket in account.tickets if removed_at(ticket) is None):
        closed = closures(account, ticket)
        for number, closure in enumerate(closed, start=1):
            day = local_date(closure.closed_at, zone)
            names = {"source": account.source, "closed_date": day}
            zeros = dict.fromkeys(("resolved_ticket_count", "first_resolution_count", "closure_count"), 0)
            row = days.setdefault(day, names | zeros)
            row["resolved_ticket_count"] += number == len(closed) and closure.reopened_at is None
            row["first_resolution_count"] += number == 1
            row["closure_count"] += 1
    return list(days.values())
