"""Visits of stages and the time spent in them."""

from datetime import datetime

from tests.reference.business import business_seconds
from tests.reference.export import Account, Row, Ticket, seconds
from tests.reference.history import history, is_closed_now, pipeline_of, removed_at, value_at, with_next

Span = tuple[datetime, datetime]


def counted_tickets(account: Account) -> list[Ticket]:
    """Tickets that are not excluded."""
    return [ticket for ticket in account.tickets if removed_at(ticket) is None]


def visits_of(account: Account, ticket: Ticket) -> list[tuple[str, str | None, datetime, datetime | None]]:
    """Stage, pipeline, entry and exit (None = still in it) of each visit; time in an unknown stage is no visit."""
    return [
        (
            stretch.value,
            pipeline_of(account, ticket, stretch.value, stretch.start),
            stretch.start,
            after.start if after else None,
        )
        for stretch, after in with_next(history(ticket, "stage"))
        if stretch.value
    ]


def stage_visits(account: Account) -> list[Row]:
    """Rows of `stage_visits`, key (source, ticket_id, visit_number)."""
    rows: list[Row] = []
    for ticket in counted_tickets(account):
        for number, (stage_id, pipeline_id, entered_at, left_at) in enumerate(visits_of(account, ticket), start=1):
            span = (entered_at, left_at or account.as_of)
            rows.append(
                {
                    "source": account.source,
                    "ticket_id": ticket.ticket_id,
                    "visit_number": number,
                    "pipeline_id": pipeline_id,
                    "stage_id": stage_id,
                    "status_category": account.stage_category(stage_id),
                    "owner_id": value_at(history(ticket, "owner"), entered_at),
                    "team_id": value_at(history(ticket, "team"), entered_at),
                    "entered_at": entered_at,
                    "left_at": left_at,
                    "is_current": left_at is None,
                    "visit_seconds": seconds(*span),
                    "visit_business_seconds": business_seconds(account, ticket, [span]),
                }
            )
    return rows


def ticket_time_in_pipeline(account: Account) -> list[Row]:
    """Rows of `ticket_time_in_pipeline`, key (source, ticket_id, pipeline_id, stage_id); closed stages are left out."""
    rows: list[Row] = []
    for ticket in (ticket for ticket in counted_tickets(account) if is_closed_now(account, ticket)):
        spans: dict[tuple[str | None, str], list[Span]] = {}
        for stage_id, pipeline_id, entered_at, left_at in visits_of(account, ticket):
            if left_at and account.stage_category(stage_id) != "closed":
                spans.setdefault((pipeline_id, stage_id), []).append((entered_at, left_at))
        for (pipeline_id, stage_id), visits in spans.items():
            names = {"source": account.source, "ticket_id": ticket.ticket_id, "pipeline_id": pipeline_id}
            rows.append(names | {"stage_id": stage_id} | _times(account, ticket, visits))
    return rows


def _times(account: Account, ticket: Ticket, visits: list[Span]) -> Row:
    whole = (visits[0][0], visits[-1][1])
    return {
        "span_seconds": seconds(*whole),
        "span_business_seconds": business_seconds(account, ticket, [whole]),
        "cumulative_seconds": sum(seconds(*visit) for visit in visits),
        "cumulative_business_seconds": business_seconds(account, ticket, visits),
        "latest_seconds": seconds(*visits[-1]),
        "latest_business_seconds": business_seconds(account, ticket, visits[-1:]),
        "visit_count": len(visits),
    }
