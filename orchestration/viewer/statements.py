"""SQL for what is asked. Values are bound; names come from the report's entry alone."""

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from orchestration.sql_text import identifier, literal
from orchestration.viewer.asked import Asked
from orchestration.viewer.entries import Report, reports
from orchestration.viewer.formulas import sql
from orchestration.viewer.measures import Measure
from orchestration.viewer.slicers import Slicer

SHARES = {"median": 0.5, "p90": 0.9}
# Bands of a distribution, each with the upper edge that lies outside it, in the unit of the measure; the last is open.
BANDS: dict[str, tuple[tuple[str, float], ...]] = {
    "seconds": (
        ("under 1 min", 60),
        ("1 to 5 min", 300),
        ("5 to 10 min", 600),
        ("10 to 30 min", 1800),
        ("30 to 60 min", 3600),
        ("1 to 4 h", 4 * 3600),
        ("4 to 8 h", 8 * 3600),
        ("8 to 24 h", 86400),
        ("1 to 3 days", 3 * 86400),
        ("3 to 7 days", 7 * 86400),
        ("7 days or more", math.inf),
    ),
    "score": (*((f"{low} to {low + 9}", low + 10) for low in range(0, 90, 10)), ("90 to 100", math.inf)),
    "count": (*((str(number), number + 1) for number in range(10)), ("10 or more", math.inf)),
}


@dataclass
class Statement:
    """SQL with named parameters."""

    text: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """A placeholder for the value."""
        self.parameters[f"p{len(self.parameters)}"] = value
        return f"$p{len(self.parameters) - 1}"

    def readable(self) -> str:
        """The statement as one can run it by hand, values in their places."""
        text = self.text
        for name, value in sorted(self.parameters.items(), key=lambda item: -len(item[0])):
            shown = literal(str(value)) if isinstance(value, str | date) else str(value).lower()
            text = text.replace(f"${name}", f"date {shown}" if isinstance(value, date) else shown)
        return text


def numbers(asked: Asked, *, over_time: bool = False, grouped: bool = False) -> Statement:
    """Value, numerator and denominator of what is asked, in all, per period, per group or both.

    A state (open tickets) is that of the last date of the period, of every account.
    """
    made, measure = Statement(), asked.counted
    period = _period(asked.every, asked.report) if over_time else None
    keys = _keys(asked.group) if grouped else []
    if measure.is_stock:
        made.text = _stock(made, asked, keys, over_time=over_time)
    elif measure.foreign:
        made.text = _two_marts(made, asked, keys, over_time=over_time)
    else:
        columns = _columns(period, keys) + _values(measure, asked.statistic)
        made.text = _select(columns, _from(asked.report, asked.by, over_time=over_time), where(made, asked))
        made.text += _grouped_by(period, keys)
    return made


def hours(asked: Asked) -> Statement:
    """The measure by weekday and local hour of the day."""
    made, measure = Statement(), asked.counted
    columns = ["m.day_of_week", "m.hour_of_day", *_values(measure, "mean")]
    made.text = _select(columns, f"marts.{identifier(asked.report.name)} as m", where(made, asked)) + "group by 1, 2\n"
    return made


def distribution(asked: Asked) -> Statement:
    """How many events fall into each band of the measure, by the band's place in BANDS."""
    made, events = Statement(), f"m.{identifier(asked.counted.events or '')}"
    edges = [edge for _, edge in BANDS[asked.counted.unit][:-1]]
    bands = " ".join(f"when {events} < {edge} then {band}" for band, edge in enumerate(edges))
    columns = [f"case {bands} else {len(edges)} end as band", "count(*) as event_count"]
    text = _select(columns, f"marts.{identifier(asked.report.name)} as m", where(made, asked))
    made.text = f"{text}    and {events} is not null\ngroup by 1\norder by 1\n"
    return made


def where(made: Statement, asked: Asked, report: Report | None = None, by: str | None = None) -> list[str]:
    """Conditions on the rows, as the filters, the dates and the measure have them."""
    dated = f"cast(m.{identifier(by or asked.by)} as date)"
    conditions = [f"{dated} between {made.bind(asked.start)} and {made.bind(asked.end)}"]
    conditions += filtered(made, asked)
    mart = report or asked.report
    if mart.is_period:
        conditions.append(f"m.frequency = {made.bind(asked.every)}")
    if asked.measure and asked.measure.where and report is None:
        column, value = asked.measure.where
        conditions.append(f"m.{identifier(column)} = {made.bind(value)}")
    return conditions


def filtered(made: Statement, asked: Asked) -> list[str]:
    """Conditions of the slicers alone."""
    return [_among(made, asked.report.slicers[name], values) for name, values in asked.filters.items()]


def _among(made: Statement, slicer: Slicer, values: tuple[Any, ...]) -> str:
    column = f"m.{identifier(slicer.column)}"
    if slicer.is_id:
        each = (
            f"(m.source = {made.bind(source)} and {column} is not distinct from {made.bind(key)})"
            for source, key in values
        )
    else:
        each = (f"{column} is not distinct from {made.bind(value)}" for value in values)
    return f"({' or '.join(each)})"


def _keys(slicer: Slicer | None) -> list[str]:
    if slicer is None:
        return []
    return ["source", slicer.column] if slicer.is_id else [slicer.column]


def _period(every: str, report: Report) -> str:
    """The first date of the period; the calendar knows on which day a week begins."""
    if report.is_period:
        return "m.period_start_date"
    return "calendar.report_date" if every == "day" else f"calendar.{every}_start_date"


def _from(report: Report, by: str, *, over_time: bool) -> str:
    mart = f"marts.{identifier(report.name)} as m"
    if not over_time or report.is_period:
        return mart
    dated = f"cast(m.{identifier(by)} as date)" if by == "as_of" else f"m.{identifier(by)}"
    return f"{mart}\nleft join marts.reporting_calendar as calendar on calendar.report_date = {dated}"


def _columns(period: str | None, keys: list[str]) -> list[str]:
    return ([f"{period} as period"] if period else []) + [f"m.{identifier(key)}" for key in keys]


def _values(measure: Measure, statistic: str, *, zero: bool = False) -> list[str]:
    """Value, numerator, denominator; the median's numerator is empty, its denominator the number of events.

    With `zero` nothing counts as 0: a place that had open tickets and has none left.
    """
    if statistic != "mean" and measure.events:
        events = f"m.{identifier(measure.events)}"
        return [
            f"quantile_cont({events}, {SHARES[statistic]}) as value",
            "null as numerator",
            f"count({events}) as denominator",
        ]
    top = sql(measure.numerator)
    if measure.denominator is None:
        top = f"coalesce({top}, 0)" if zero else top
        return [f"{top} as value", f"{top} as numerator", "null as denominator"]
    below = sql(measure.denominator)
    sides = [f"count_if(m.{identifier(side)}) as side_{number}" for number, side in enumerate(measure.sides)]
    return [f"{top} / nullif({below}, 0) as value", f"{top} as numerator", f"{below} as denominator", *sides]


def _select(columns: list[str], tables: str, conditions: list[str]) -> str:
    chosen, held = ",\n    ".join(columns), "\n    and ".join(conditions)
    return f"select\n    {chosen}\nfrom {tables}\nwhere {held}\n"


def _grouped_by(period: str | None, keys: list[str]) -> str:
    places = ", ".join(str(place + 1) for place in range(bool(period) + len(keys)))
    return f"group by {places}\norder by {places}\n" if places else ""


def _stock(made: Statement, asked: Asked, keys: list[str], *, over_time: bool) -> str:
    """Rows of the last date of each period and account, also where nothing is left of it."""
    mart = f"marts.{identifier(asked.report.name)}"
    period = _period(asked.every, asked.report) if over_time else "null"
    accounts = [f"m.source = {made.bind(value)}" for value in asked.filters.get("source", ())]
    only = f"where {' or '.join(accounts)}" if accounts else ""
    between = f"calendar.report_date between {made.bind(asked.start)} and {made.bind(asked.end)}"
    held = filtered(made, asked)
    rows = f"select m.* from {mart} as m" + (f" where {' and '.join(held)}" if held else "")
    columns = _columns("last_dates.period" if over_time else None, keys)
    values = _values(asked.counted, "mean", zero=not keys)
    join = "inner" if keys else "left"
    return f"""with accounts as (
    select m.source, min(m.report_date) as first_date, max(m.as_of) as as_of from {mart} as m {only} group by m.source
), last_dates as (
    select accounts.source, {period} as period, max(calendar.report_date) as report_date
    from accounts
    inner join marts.reporting_calendar as calendar
        on calendar.report_date >= accounts.first_date and calendar.day_start_at <= accounts.as_of
    where {between}
    group by 1, 2
), rows as (
    {rows}
)
select
    {", ".join(columns + values)}
from last_dates
{join} join rows as m on m.source = last_dates.source and m.report_date = last_dates.report_date
""" + _grouped_by("last_dates.period" if over_time else None, keys)


def _two_marts(made: Statement, asked: Asked, keys: list[str], *, over_time: bool) -> str:
    """Numerator and denominator each from its mart and by its own date, side by side."""
    measure, other = asked.counted, reports()[asked.counted.foreign or ""]
    parts = []
    for report, by, node in (
        (asked.report, asked.by, measure.numerator),
        (other, other.default_date, measure.denominator),
    ):
        period = _period(asked.every, report) if over_time else None
        columns = [*_columns(period, keys), f"{sql(node or ())} as amount"]
        conditions = where(made, asked, report if report is other else None, by)
        tables = _from(report, by, over_time=over_time)
        parts.append(_select(columns, tables, conditions) + _grouped_by(period, keys).partition("order by")[0])
    names = (["period"] if over_time else []) + keys
    same = " and ".join(f"t.{identifier(name)} is not distinct from b.{identifier(name)}" for name in names) or "true"
    shown = [f"coalesce(t.{identifier(name)}, b.{identifier(name)}) as {identifier(name)}" for name in names]
    values = ["coalesce(t.amount, 0) / nullif(b.amount, 0) as value", "coalesce(t.amount, 0) as numerator"]
    chosen = ", ".join([*shown, *values, "b.amount as denominator"])
    order = ", ".join(str(place + 1) for place in range(len(names)))
    text = f"with t as (\n{parts[0]}), b as (\n{parts[1]})\nselect {chosen}\nfrom t\nfull join b on {same}\n"
    return text + (f"order by {order}\n" if order else "")
