"""Reports that are lists: the mart's own rows, and the tickets behind a number."""

from orchestration.formulas import columns as columns_of
from orchestration.sql_text import identifier
from orchestration.viewer.asked import Asked
from orchestration.viewer.entries import Report
from orchestration.viewer.measures import Measure, humanised
from orchestration.viewer.published import Reading, Row
from orchestration.viewer.sql_parts import Statement, where

PAGE = 100
# Columns that say nothing that the page does not say, or that another column says in words.
_UNTOLD = ("source_system", "as_of", "frequency", "ticket_url", "is_partial")
# What comes first: the best place, the best score, the most.
_ORDERS = ("direction", "place", "overall_score", "-question_count", "-abs(difference_value)")
# Measures that say how it went; those that they are made from come after them.
_RESULTS = ("overall_score", "_rank", "_rate")
_LABELS = {"source": "Account", "period_start_date": "Period"}
_KINDS = {"boolean": "boolean", "date": "date", "timestamp": "instant", "string": "text"}
Columns = list[dict[str, str]]


def rows_of(reading: Reading, asked: Asked, *, every_row: bool) -> tuple[Statement, Columns, list[Row], int]:
    """Statement, columns, rows (a page of them, or all) and the number of rows that there are."""
    report, events = asked.report, asked.counted.events if asked.view == "tickets" else None
    columns = ticket_columns(report, asked.counted, asked.by) if asked.view == "tickets" else row_columns(report)
    made = Statement()
    table, held = f"marts.{identifier(report.name)} as m", where(made, asked)
    if report.is_period:
        newest = f"select max(m.period_start_date) from {table} where " + " and ".join(held)
        held.append(f"m.period_start_date = ({newest})")
    if events:
        held.append(f"m.{identifier(events)} is not null")
    ((count,),) = reading.rows(f"select count(*) from {table} where " + " and ".join(held), made.parameters)
    chosen = ", ".join(f"m.{identifier(column['name'])}" for column in columns)
    made.text = f"select {chosen}\nfrom {table}\nwhere " + "\n    and ".join(held)
    made.text += f"\norder by {order_of(report, asked.by, events)}\n"
    if not every_row:
        made.text += f"limit {PAGE} offset {PAGE * (asked.page - 1)}\n"
    return made, columns, reading.rows(made.text, made.parameters), count


def row_columns(report: Report) -> Columns:
    """Columns of the mart that people read; ids only where nothing names them."""
    known = report.columns
    kept = [name for name in known if name not in _UNTOLD]
    kept = [name for name in kept if f"{name.removesuffix('_id')}_name" not in known or not name.endswith("_id")]
    ids = ("ticket_id", "scope_id", "short_answer_id", "ai_agent_id")
    kept = [name for name in kept if not name.endswith("_id") or name in ids]
    said = [name for name in kept if name not in report.measure_columns]
    results = [name for name in report.measure_columns if name.endswith(_RESULTS) or name.startswith("average_")]
    return _linked(report, [*said, *results, *(name for name in report.measure_columns if name not in results)])


def ticket_columns(report: Report, measure: Measure, by: str) -> Columns:
    """The date, the ticket, whose it is, and what the measure reads."""
    people = ("owner_name", "author_name", "agent_name", "team_name", "channel", "customer_name", "stage_name")
    read = [measure.events, *columns_of(measure.numerator), "score", "comment"]
    names = dict.fromkeys(["source", by, "ticket_id", *people, *read])
    return _linked(report, [name for name in names if name in report.columns])


def order_of(report: Report, by: str, events: str | None = None) -> str:
    """The order of the rows: the longest event first, else the mart's own ranks, then the newest first.

    The rest of the columns makes the order whole, so that pages neither repeat nor lose a row.
    """
    found = [f"m.{identifier(events)} desc"] if events else []
    for one in () if events else _ORDERS:
        name = one.removeprefix("-").removeprefix("abs(").removesuffix(")")
        if name in report.columns:
            found.append(f"{one.removeprefix('-')} {'desc' if one.startswith('-') else 'asc'} nulls last")
    dates = dict.fromkeys((by, report.default_date))
    found += [f"m.{identifier(name)} desc nulls last" for name in dates]
    return ", ".join(found + [f"m.{identifier(name)}" for name in report.columns if name not in dates])


def _linked(report: Report, names: list[str]) -> Columns:
    """The columns, the link right behind the ticket it leads to."""
    placed = [one for name in names for one in ((name, "ticket_url") if name == "ticket_id" else (name,))]
    return [_column(report, name) for name in placed if name in report.columns]


def _column(report: Report, name: str) -> dict[str, str]:
    kind = _KINDS.get(report.columns[name], "number")
    if name.endswith(("_seconds", "_seconds_sum")):
        kind = "seconds"
    elif name.endswith("_rate"):
        kind = "rate"
    elif "unit" in report.columns and kind == "number" and (name.endswith("value") or name.startswith("target_")):
        kind = "unit"
    elif name in ("metric", "ticket_url"):
        kind = {"metric": "name"}.get(name, "link")
    leading = {"leads_to": report.leads_to[name]} if name in report.leads_to else {}
    return {"name": name, "kind": kind, "label": _label(name), **leading}


def _label(name: str) -> str:
    """The heading of a column: without the words that only tell its kind; instants are those of the marts, in UTC."""
    if name in _LABELS:
        return _LABELS[name]
    words = name.removeprefix("is_").removeprefix("has_")
    words = words.removesuffix("_name").removesuffix("_id").removesuffix("_seconds")
    return humanised(words) + (", UTC" if name.endswith("_at") else "")
