"""Rows of a mart as a page of the static export has them: what its choices read, column by column."""

import math
from datetime import date
from typing import Any

from orchestration.formulas import columns as columns_of
from orchestration.formulas import replaced
from orchestration.sql_text import identifier
from orchestration.viewer.answers import answer, value_columns
from orchestration.viewer.choices import statistics
from orchestration.viewer.entries import SCORECARD, Report, reports
from orchestration.viewer.labels import labels
from orchestration.viewer.measures import Measure
from orchestration.viewer.published import Reading
from orchestration.viewer.questions import question
from orchestration.viewer.row_lists import order_of, row_columns, ticket_columns
from orchestration.viewer.scorecard import CARDS, SCORES, TREND, before_of, columns_named
from orchestration.viewer.statements import BANDS
from orchestration.viewer.totals import adds_up, plain

MOST_ROWS = 50_000
Packed = dict[str, Any]


def packed(reading: Reading, report: Report, most_rows: int) -> Packed:
    """All that the browser needs to answer for one report; above `most_rows` the newest whole dates that fit."""
    asked = question(reading, report, [])
    since = _since(reading, report, most_rows) if asked else None
    made: Packed = {
        "since": since.isoformat() if since else None,
        "note": f"This page holds the newest {most_rows:,} rows at most: those from {since} on." if since else None,
        "measures": {one.name: _measure(report, one) for one in report.measures.values()},
        "slicers": {
            name: {
                "column": one.column,
                "is_id": one.is_id,
                "labels": labels(reading, report, one) if asked else {},
            }
            for name, one in report.slicers.items()
        },
        "rows": row_columns(report),
        "cards": columns_named(CARDS),
        "scores": columns_named(SCORES),
        "trend": TREND,
        "week_start": _week_start(reading),
        "accounts": _accounts(reading, report) if report.is_stock and asked else [],
        "sql": answer(reading, asked).sql if asked else "",
        "table": {"columns": {}, "size": 0},
    }
    if asked:
        made["table"] = _table(reading, report, _read(report), since)
        made["foreign"] = _foreign(reading, report, since)
    return made


def _since(reading: Reading, report: Report, most_rows: int) -> date | None:
    """The first date of the newest ones that fit; None where all do. Rows without a date are no part of any range."""
    dated = f"cast({identifier(report.default_date)} as date)"
    statement = f"""
        select day, sum(count(*)) over (order by day desc) as so_far
        from (select {dated} as day from marts.{identifier(report.name)}) where day is not null
        group by day order by day desc
    """
    days = reading.rows(statement)
    fitting = [day for day, so_far in days if so_far <= most_rows]
    if len(fitting) == len(days):
        return None
    # Not even the newest date fits: the page begins after it and is empty.
    return fitting[-1] if fitting else date.max


def _read(report: Report) -> list[str]:
    """Columns that the choices of the page read."""
    names = {"source", *report.dates, *(one.column for one in report.slicers.values())}
    names |= {column["name"] for column in row_columns(report)} if "rows" in report.views else set()
    names |= {"frequency", "period_start_date"} if report.is_period else set()
    names |= {column["name"] for column in columns_named(SCORES)} if report.name == SCORECARD else set()
    for measure in report.measures.values():
        for one in (measure, measure.on_business_clock(report.columns)):
            names |= (
                {*columns_of(one.numerator), *columns_of(one.denominator), one.events or "source"} if one else set()
            )
        names |= {measure.where[0]} if measure.where else set()
        names |= set(before_of(measure).values()) if report.has_cards else set()
        if "tickets" in report.views:
            names |= {column["name"] for column in ticket_columns(report, measure, report.default_date)}
    return [name for name in (*report.columns, *_of_tickets(report)) if name in names]


def _of_tickets(report: Report) -> dict[str, str]:
    """SQL of what stands in `tickets`, by its column there."""
    return {one.column: one.sql for one in report.slicers.values() if one.is_of_ticket}


def _table(reading: Reading, report: Report, names: list[str], since: date | None) -> Packed:
    by = report.default_date
    held = f"where cast(m.{identifier(by)} as date) >= $since" if since else ""
    elsewhere, table = _of_tickets(report), f"marts.{identifier(report.name)} as m"
    chosen = ", ".join(elsewhere.get(name) or f"m.{identifier(name)}" for name in names)
    statement = f"select {chosen} from {table} {held} order by {order_of(report, by)}"
    rows = [plain(row) for row in reading.rows(statement, {"since": since} if since else {})]
    columns = {name: _column([row[place] for row in rows]) for place, name in enumerate(names)}
    return {"columns": columns, "size": len(rows), "by": by}


def _column(values: list[Any]) -> Packed:
    """The values, or places in a list of them where many are the same."""
    known = list(dict.fromkeys(values))
    if len(known) * 2 > len(values):
        return {"plain": values}
    places = {value: place for place, value in enumerate(known)}
    return {"values": known, "places": [places[value] for value in values]}


def _foreign(reading: Reading, report: Report, since: date | None) -> Packed | None:
    """Rows of the other mart that a denominator stands on."""
    measure = next((one for one in report.measures.values() if one.foreign), None)
    if measure is None or measure.foreign is None:
        return None
    other = reports()[measure.foreign]
    names = {"source", other.default_date, *(one.column for one in other.slicers.values())}
    names |= {name.rpartition(".")[2] for name in columns_of(measure.denominator) if "." in name}
    shared = [name for name in other.columns if name in names]
    return _table(reading, other, shared, since)


def _measure(report: Report, measure: Measure) -> Packed:
    business = measure.on_business_clock(report.columns)
    dates = report.dates if "tickets" in report.views else ()
    made = {
        **_formula(measure),
        "event_label": measure.event_label,
        "unit": measure.unit,
        "better": measure.better,
        "where": measure.where,
        "apart": measure.apart,
        "foreign": measure.foreign,
        "is_stock": measure.is_stock,
        "sides": measure.sides,
        "adds_up": adds_up(measure),
        "columns": {statistic: value_columns(measure, statistic) for statistic in statistics(measure)},
        "bands": [(label, None if math.isinf(edge) else edge) for label, edge in BANDS.get(measure.unit, ())],
        "tickets": {by: ticket_columns(report, measure, by) for by in dates},
    }
    if business:
        made["business"] = {**_formula(business), "tickets": {by: ticket_columns(report, business, by) for by in dates}}
    if report.has_cards:
        names, below = before_of(measure), measure.denominator
        made["previous"] = {
            "numerator": replaced(measure.numerator, names),
            "denominator": replaced(below, names) if below else None,
        }
    return made


def _formula(measure: Measure) -> Packed:
    return {"numerator": measure.numerator, "denominator": measure.denominator, "events": measure.events}


def _week_start(reading: Reading) -> int:
    """The weekday on which weeks begin, 1 = Monday."""
    found = reading.rows("select isodow(max(week_start_date)) from marts.reporting_calendar")
    return int(found[0][0] or 1)


def _accounts(reading: Reading, report: Report) -> list[Packed]:
    """First date of each account, and the local date of its as_of."""
    statement = f"""
        select accounts.source, accounts.first_date, max(calendar.report_date)
        from (
            select source, min(report_date) as first_date, max(as_of) as as_of
            from marts.{identifier(report.name)} group by source
        ) as accounts
        inner join marts.reporting_calendar as calendar on calendar.day_start_at <= accounts.as_of
        group by all
    """
    return [
        {"source": source, "first": first.isoformat(), "last": last.isoformat()}
        for source, first, last in reading.rows(statement)
    ]
