"""Reports that are lists: the mart's own rows, and the tickets behind a number."""

from typing import Any

from orchestration.sql_text import identifier
from orchestration.viewer.asked import Asked
from orchestration.viewer.entries import Report
from orchestration.viewer.formulas import columns as columns_of
from orchestration.viewer.measures import humanised
from orchestration.viewer.published import Reading, Row
from orchestration.viewer.sql_parts import Statement, where

PAGE = 100
# Columns that say nothing that the page does not say, or that another column says in words.
_UNTOLD = ("source_system", "as_of", "frequency", "ticket_url", "is_partial")
# What comes first: the best place, the best score, the most.
_ORDERS = ("direction", "place", "overall_score", "-question_count", "-abs(difference_value)")
# Measures that say how it went; those that they are made from come after them.
_RESULTS = ("overall_score", "_rank", "_rate")
_KINDS = {"boolean": "boolean", "date": "date", "timestamp": "instant", "string": "text"}
Columns = list[dict[str, str]]


def rows_of(reading: Reading, asked: Asked, *, every_row: bool) -> tuple[Statement, Columns, list[Row], int]:
    """Statement, columns, rows (a page of them, or all) and the number of rows that there are."""
    names = _tickets(asked) if asked.view == "tickets" else _told(asked.report)
    made = Statement()
    table, held = f"marts.{identifier(asked.report.name)} as m", where(made, asked)
    if asked.report.is_period:
        newest = f"select max(m.period_start_date) from {table} where " + " and ".join(held)
        held.append(f"m.period_start_date = ({newest})")
    if asked.view == "tickets" and asked.counted.events:
        held.append(f"m.{identifier(asked.counted.events)} is not null")
    chosen = ", ".join(f"m.{identifier(name)}" for name in names)
    text = f"select {chosen}\nfrom {table}\nwhere " + "\n    and ".join(held) + "\n"
    counted = f"select count(*) from {table} where " + " and ".join(held)
    ((count,),) = reading.rows(counted, made.parameters)
    made.text = text + f"order by {_order(asked)}\n"
    if not every_row:
        made.text += f"limit {PAGE} offset {PAGE * (asked.page - 1)}\n"
    return made, [_column(asked.report, name) for name in names], reading.rows(made.text, made.parameters), count


def _told(report: Report) -> list[str]:
    """Columns of the mart that people read; ids only where nothing names them."""
    known = report.columns
    kept = [name for name in known if name not in _UNTOLD]
    kept = [name for name in kept if f"{name.removesuffix('_id')}_name" not in known or not name.endswith("_id")]
    ids = ("ticket_id", "scope_id", "short_answer_id", "ai_agent_id")
    kept = [name for name in kept if not name.endswith("_id") or name in ids]
    said = [name for name in kept if name not in report.measure_columns]
    results = [name for name in report.measure_columns if name.endswith(_RESULTS) or name.startswith("average_")]
    return _linked([*said, *results, *(name for name in report.measure_columns if name not in results)], known)


def _tickets(asked: Asked) -> list[str]:
    """The date, the ticket, whose it is, and what the measure reads."""
    known, report = asked.report.columns, asked.report
    people = ("owner_name", "author_name", "agent_name", "team_name", "channel", "customer_name", "stage_name")
    read = [asked.counted.events, *columns_of(asked.counted.numerator), "score", "comment"]
    names = [asked.by, "ticket_id", *people, *read]
    kept = [name for name in dict.fromkeys(names) if name in known]
    return _linked(["source", *kept] if "source" in report.slicers else kept, known)


def _linked(names: list[str], known: Any) -> list[str]:
    """The link right behind the ticket it leads to."""
    return [one for name in names for one in ((name, "ticket_url") if name == "ticket_id" else (name,)) if one in known]


def _column(report: Report, name: str) -> dict[str, str]:
    kind = _KINDS.get(report.columns[name], "number")
    if name.endswith(("_seconds", "_seconds_sum")):
        kind = "seconds"
    elif name.endswith("_rate"):
        kind = "rate"
    elif name == "ticket_url":
        kind = "link"
    label = humanised(name.removesuffix("_name").removesuffix("_id").removesuffix("_seconds"))
    return {"name": name, "kind": kind, "label": {"Source": "Account"}.get(label, label)}


def _order(asked: Asked) -> str:
    """The order of the rows: the mart's own ranks, else the measure's longest first, else the newest first."""
    known = asked.report.columns
    found = []
    for one in _ORDERS:
        name = one.removeprefix("-").removeprefix("abs(").removesuffix(")")
        if name in known:
            found.append(f"{one.removeprefix('-')} {'desc' if one.startswith('-') else 'asc'} nulls last")
    if asked.view == "tickets" and asked.counted.events:
        found = [f"m.{identifier(asked.counted.events)} desc"]
    newest = f"m.{identifier(asked.by)} desc nulls last"
    # The rest makes the order whole, so that pages neither repeat nor lose a row.
    rest = [f"m.{identifier(name)}" for name in known if name != asked.by]
    return ", ".join([*found, newest, *rest])
