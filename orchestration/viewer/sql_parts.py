"""Parts of the SQL of a report. Values are bound; names come from the report's entry alone."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from orchestration.formulas import sql
from orchestration.sql_text import identifier, literal
from orchestration.viewer.asked import Asked
from orchestration.viewer.entries import Report
from orchestration.viewer.measures import Measure
from orchestration.viewer.slicers import Slicer

SHARES = {"median": 0.5, "p90": 0.9}


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
    column = slicer.sql
    if slicer.is_id:
        each = (
            f"(m.source = {made.bind(source)} and {column} is not distinct from {made.bind(key)})"
            for source, key in values
        )
    else:
        each = (f"{column} is not distinct from {made.bind(value)}" for value in values)
    return f"({' or '.join(each)})"


def keys_of(slicer: Slicer | None) -> list[str]:
    """Columns of the key of a slicer."""
    if slicer is None:
        return []
    return ["source", slicer.column] if slicer.is_id else [slicer.column]


def period_of(every: str, report: Report) -> str:
    """The first date of the period; the calendar knows on which day a week begins."""
    if report.is_period:
        return "m.period_start_date"
    return "calendar.report_date" if every == "day" else f"calendar.{every}_start_date"


def tables_of(report: Report, by: str, *, over_time: bool) -> str:
    """The mart as m, with the calendar where periods are asked for."""
    mart = f"marts.{identifier(report.name)} as m"
    if not over_time or report.is_period:
        return mart
    dated = f"cast(m.{identifier(by)} as date)" if by == "as_of" else f"m.{identifier(by)}"
    return f"{mart}\nleft join marts.reporting_calendar as calendar on calendar.report_date = {dated}"


def key_columns(period: str | None, keys: list[str]) -> list[str]:
    """The period and the key, as the first columns of a select."""
    return ([f"{period} as period"] if period else []) + [f"m.{identifier(key)}" for key in keys]


def value_columns(measure: Measure, statistic: str, *, zero: bool = False) -> list[str]:
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


def select(columns: list[str], tables: str, conditions: list[str]) -> str:
    """A select of these columns where all conditions hold."""
    chosen, held = ",\n    ".join(columns), "\n    and ".join(conditions)
    return f"select\n    {chosen}\nfrom {tables}\nwhere {held}\n"


def grouped_by(period: str | None, keys: list[str]) -> str:
    """Group and order by the first columns."""
    places = ", ".join(str(place + 1) for place in range(bool(period) + len(keys)))
    return f"group by {places}\norder by {places}\n" if places else ""
