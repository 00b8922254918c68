"""SQL for what is asked of the measures of a report."""

import math

from orchestration.sql_text import identifier
from orchestration.viewer.asked import Asked
from orchestration.viewer.sql_parts import (
    Statement,
    grouped_by,
    key_columns,
    keys_of,
    period_of,
    select,
    tables_of,
    value_columns,
    where,
)
from orchestration.viewer.stocks import stock, two_marts

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


def numbers(asked: Asked, *, over_time: bool = False, grouped: bool = False) -> Statement:
    """Value, numerator and denominator of what is asked, in all, per period, per group or both.

    A state (open tickets) is that of the last date of the period, of every account.
    """
    made, measure = Statement(), asked.counted
    period = period_of(asked.every, asked.report) if over_time else None
    keys = keys_of(asked.group) if grouped else []
    if measure.is_stock:
        made.text = stock(made, asked, keys, over_time=over_time)
    elif measure.foreign:
        made.text = two_marts(made, asked, keys, over_time=over_time)
    else:
        columns = key_columns(period, keys) + value_columns(measure, asked.statistic)
        made.text = select(columns, tables_of(asked.report, asked.by, over_time=over_time), where(made, asked))
        made.text += grouped_by(period, keys)
    return made


def hours(asked: Asked) -> Statement:
    """The measure by weekday and local hour of the day."""
    made, measure = Statement(), asked.counted
    columns = ["m.day_of_week", "m.hour_of_day", *value_columns(measure, "mean")]
    made.text = (
        select(columns, f"marts.{identifier(asked.report.name)} as m", where(made, asked))
        + "group by 1, 2\norder by 1, 2\n"
    )
    return made


def distribution(asked: Asked) -> Statement:
    """How many events fall into each band of the measure, by the band's place in BANDS."""
    made, events = Statement(), f"m.{identifier(asked.counted.events or '')}"
    edges = [edge for _, edge in BANDS[asked.counted.unit][:-1]]
    bands = " ".join(f"when {events} < {edge} then {band}" for band, edge in enumerate(edges))
    columns = [f"case {bands} else {len(edges)} end as band", "count(*) as event_count"]
    text = select(columns, f"marts.{identifier(asked.report.name)} as m", where(made, asked))
    made.text = f"{text}    and {events} is not null\ngroup by 1\norder by 1\n"
    return made
