"""Answers to what is asked: a table, the number in all, the same of the period before, and the SQL that ran."""

from dataclasses import asdict, dataclass, field
from typing import Any

from orchestration.viewer.asked import Asked, NotAskable
from orchestration.viewer.labels import label_of, labels, word_of
from orchestration.viewer.measures import Measure, humanised
from orchestration.viewer.published import Reading
from orchestration.viewer.questions import bounds_of
from orchestration.viewer.row_lists import PAGE, rows_of
from orchestration.viewer.scorecard import cards, scorecard
from orchestration.viewer.sql_parts import Statement
from orchestration.viewer.statements import BANDS, distribution, hours, numbers
from orchestration.viewer.totals import adds_up, earlier, plain, span, totals

# Most rows of numbers that a page gets; a CSV has no limit.
MOST_ROWS = 20_000
UNITS = {"currency": "number", "score": "score", "days": "days", "count": "count", "rate": "rate", "seconds": "seconds"}


@dataclass
class Answer:
    """What a page shows. `keys` are the rows' groups as an address has them, empty where there are none."""

    columns: list[dict[str, str]]
    rows: list[list[Any]]
    sql: str
    keys: list[str] = field(default_factory=list)
    # The number in all, and before: value, numerator, denominator.
    total: dict[str, Any] | None = None
    before: dict[str, Any] | None = None
    # Values of the period before, in the order of its periods.
    previous: list[list[Any]] = field(default_factory=list)
    # Rows in all, where only a page of them is here.
    row_count: int | None = None

    def as_json(self, asked: Asked) -> dict[str, Any]:
        """The answer as the browser reads it, with the question it belongs to."""
        return {**asdict(self), "state": state_of(asked), "page_size": PAGE}


def state_of(asked: Asked) -> dict[str, Any]:
    """Every choice of a question by its word in an address, defaults included."""
    return {
        "view": asked.view,
        "measure": asked.measure.name if asked.measure else "",
        "statistic": asked.statistic,
        "clock": asked.clock,
        "by": asked.by,
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
        "every": asked.every,
        "group": asked.group.name if asked.group else "none",
        "compare": "previous" if asked.compares else "none",
        "page": asked.page,
    }


def answer(reading: Reading, asked: Asked, *, every_row: bool = False) -> Answer:
    """The answer; of tickets and rows one page of them, or all with `every_row`."""
    if asked.view in ("rows", "tickets"):
        statement, columns, rows, count = rows_of(reading, asked, every_row=every_row)
        made = Answer(columns, [plain(row) for row in rows], statement.readable(), row_count=count)
    elif asked.view == "hours":
        made = _numbers(
            reading, asked, hours(asked), [_column("day_of_week", "weekday"), _column("hour_of_day", "hour")]
        )
    elif asked.view in ("cards", "scorecard"):
        statement, columns = (cards if asked.view == "cards" else scorecard)(span(reading, asked))
        rows = reading.rows(statement.text, statement.parameters)
        made = Answer(columns, [plain(row) for row in rows], statement.readable())
    elif asked.view == "distribution":
        made = _bands(reading, asked)
    else:
        made = _series(reading, asked)
    if len(made.rows) > MOST_ROWS and not every_row:
        longer = "choose longer periods, fewer dates or another group"
        raise NotAskable(
            f"group: {len(made.rows):,} rows are more than a page can show; {longer}. The CSV has all of them"
        )
    if asked.measure and asked.view != "cards":
        made.total, made.before = totals(reading, asked)
    return made


def _series(reading: Reading, asked: Asked) -> Answer:
    over_time = asked.view == "time"
    question = asked if over_time else span(reading, asked)
    leading = [_column("period", "date", humanised(asked.every))] if over_time else []
    made = _numbers(reading, question, numbers(question, over_time=over_time, grouped=asked.group is not None), leading)
    if over_time and asked.group is None:
        made.rows = _filled(reading, asked, made.rows)
    before = earlier(reading, asked)
    if asked.compares and over_time and asked.group is None and before:
        statement = numbers(before, over_time=True)
        rows = [plain(row) for row in reading.rows(statement.text, statement.parameters)]
        made.previous = [row[:2] for row in _filled(reading, before, rows)]
    return made


def _numbers(reading: Reading, asked: Asked, statement: Statement, leading: list[dict[str, str]]) -> Answer:
    """Rows of numbers: what leads, the group's label, value, numerator, denominator."""
    measure, slicer = asked.counted, asked.group if asked.view in ("time", "totals") else None
    rows = reading.rows(statement.text, statement.parameters)
    columns, keys = [*leading], []
    if slicer:
        known, width = labels(reading, asked.report, slicer), len(leading) + (2 if slicer.is_id else 1)
        keys = [word_of(slicer, row[len(leading) : width]) for row in rows]
        rows = [
            (*row[: len(leading)], label_of(slicer, word, known), *row[width:])
            for row, word in zip(rows, keys, strict=True)
        ]
        columns.append(_column("group", "text", slicer.label))
    columns += value_columns(measure, asked.statistic)
    return Answer(columns, [plain(row) for row in rows], statement.readable(), keys)


def value_columns(measure: Measure, statistic: str) -> list[dict[str, str]]:
    """The columns of the numbers: the value with its unit, and what it was divided from."""
    below = "Events" if statistic != "mean" else "Denominator"
    made = [_column("value", UNITS[measure.unit], measure.told(statistic))]
    sides = [_column(f"side_{side}", "number", humanised(side.removeprefix("is_"))) for side in measure.sides]
    top = _column("numerator", "seconds" if measure.unit == "seconds" else "number")
    return [*made, top, _column("denominator", "number", below), *sides]


def _bands(reading: Reading, asked: Asked) -> Answer:
    """Every band with its number of events, the empty ones too."""
    statement = distribution(asked)
    found = dict(reading.rows(statement.text, statement.parameters))
    rows = [[label, found.get(band, 0)] for band, (label, _) in enumerate(BANDS[asked.counted.unit])]
    columns = [_column("band", "text", asked.counted.event_label), _column("value", "count", "Events")]
    return Answer(columns, rows, statement.readable())


def _filled(reading: Reading, asked: Asked, rows: list[list[Any]]) -> list[list[Any]]:
    """Periods without a row between the first and the last date of the data: 0 where it adds up, else empty."""
    bounds = bounds_of(reading, asked.report, asked.by)
    if asked.report.is_period or bounds is None or not rows:
        return rows
    column = "report_date" if asked.every == "day" else f"{asked.every}_start_date"
    statement = f"""
        select distinct {column} from marts.reporting_calendar
        where report_date between $start and $end order by 1
    """
    between = {"start": max(asked.start, bounds[0]), "end": min(asked.end, bounds[1])}
    nothing = [0, 0, None] if adds_up(asked.counted) else [None, None, None]
    found = {row[0]: row for row in rows}
    days = [day.isoformat() for (day,) in reading.rows(statement, between)]
    rows = [found.get(day) or [day, *nothing] for day in days]
    return rows + [row for day, row in found.items() if day not in set(days)]


def _column(name: str, kind: str, label: str | None = None) -> dict[str, str]:
    return {"name": name, "kind": kind, "label": label or humanised(name)}
