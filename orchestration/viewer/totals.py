"""The number in all, and that of the period before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from orchestration.viewer.asked import Asked
from orchestration.viewer.measures import Measure
from orchestration.viewer.published import Reading, Row
from orchestration.viewer.questions import bounds_of
from orchestration.viewer.statements import numbers


def totals(reading: Reading, asked: Asked) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The number in all and that of the period before; of finished periods the newest one and the one before it."""
    if asked.counted.apart and not _is_apart_alone(asked):
        return None, None
    before = earlier(reading, asked)
    now = _total(reading, span(reading, asked))
    return now, _total(reading, span(reading, before)) if before else None


def _is_apart_alone(asked: Asked) -> bool:
    """Whether the filters leave one stage, one currency or one resolver, so that there is a number in all."""
    return any(
        len(values) == 1 and asked.report.slicers[name].column == asked.counted.apart
        for name, values in asked.filters.items()
    )


def _total(reading: Reading, asked: Asked) -> dict[str, Any]:
    statement = numbers(asked)
    row = plain(reading.rows(statement.text, statement.parameters)[0])
    if row[0] is None and asked.counted.denominator is None and asked.statistic == "mean" and adds_up(asked.counted):
        row = [0, 0, None]
    return {
        "value": row[0],
        "numerator": row[1],
        "denominator": row[2],
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
    }


def adds_up(measure: Measure) -> bool:
    """Whether nothing at all is 0 of it: counts and sums, not the most of something."""
    return measure.denominator is None and measure.numerator[0] in ("sum", "count_if", "count_rows", "last_sum")


def earlier(reading: Reading, asked: Asked) -> Asked | None:
    """The same question of the period before, as long as this one; None where it is not wholly in the data."""
    bounds = bounds_of(reading, asked.report, asked.by)
    if asked.report.is_period:
        periods = _periods(reading, asked)
        shown = [period for period in periods if asked.start <= period <= asked.end]
        before = [period for period in periods if shown and period < shown[-1]]
        return replace(asked, start=before[-1], end=before[-1]) if before else None
    end = asked.start - timedelta(days=1)
    start = end - (asked.end - asked.start)
    return replace(asked, start=start, end=end) if bounds and start >= bounds[0] else None


def span(reading: Reading, asked: Asked) -> Asked:
    """The dates of a total: those asked for, or the newest finished period among them."""
    if not asked.report.is_period:
        return asked
    shown = [period for period in _periods(reading, asked) if asked.start <= period <= asked.end]
    return replace(asked, start=shown[-1], end=shown[-1]) if shown else asked


def _periods(reading: Reading, asked: Asked) -> list[date]:
    """First dates of the periods of this frequency that the mart has."""
    return reading.periods(asked.report.name).get(asked.every, [])


def plain(row: Row | Sequence[Any]) -> list[Any]:
    """A row as JSON has it: dates and instants in ISO 8601, decimals as numbers."""
    return [_value(value) for value in row]


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value
