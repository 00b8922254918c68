"""What the address of a page asks for: every word is one that the report's entry knows, or the answer is no."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from orchestration.viewer.choices import FREQUENCIES, RANGES, clocks, groupings, statistics
from orchestration.viewer.entries import Report
from orchestration.viewer.measures import Measure
from orchestration.viewer.slicers import Slicer

NOBODY = ""
_WORDS = {"measure", "statistic", "clock", "view", "by", "range", "from", "to", "every", "group", "compare", "page"}


class NotAskable(ValueError):
    """A parameter that cannot be used; the message says which and what is possible."""


@dataclass(frozen=True)
class Asked:
    """One question to one report. Dates are local ones in the reporting time zone, both included."""

    report: Report
    view: str
    by: str
    start: date
    end: date
    every: str
    measure: Measure | None = None
    statistic: str = "mean"
    clock: str = "calendar"
    group: Slicer | None = None
    # Values that may stand in each slicer.
    filters: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    compares: bool = False
    page: int = 1

    @property
    def counted(self) -> Measure:
        """The measure on the clock that was chosen; raises LookupError for a report of plain rows."""
        if self.measure is None:
            raise LookupError(f"{self.report.name} has rows, no measures")
        variant = self.measure.on_business_clock(self.report.columns) if self.clock == "business" else None
        return variant or self.measure


def asked(
    report: Report, words: Iterable[tuple[str, str]], bounds: tuple[date, date], frequencies: Sequence[str]
) -> Asked:
    """The question that these parameters ask.

    `bounds` are the first and the last date there is, `frequencies` those that there are periods of. Raises NotAskable
    in words that can be shown to whoever asked.
    """
    given = _given(report, words)
    view = _one_of("view", _word(given, "view"), report.views)
    measure = _measure(given, report, view)
    start, end = _dates(given, bounds)
    usual = _usual((end - start).days, frequencies, is_period=report.is_period)
    question = Asked(
        report=report,
        view=view,
        by=_one_of("by", _word(given, "by"), report.dates),
        start=start,
        end=end,
        every=_one_of("every", _word(given, "every"), usual),
        measure=measure,
        statistic=_one_of("statistic", _word(given, "statistic"), statistics(measure)),
        clock=_one_of("clock", _word(given, "clock"), clocks(report, measure)),
        group=_group(given, report, measure, view),
        filters={name: _values(report.slicers[name], given[name]) for name in given if name in report.slicers},
        compares=_one_of("compare", _word(given, "compare"), ("none", "previous")) == "previous",
        page=_page(_word(given, "page")),
    )
    return _possible(question)


def _given(report: Report, words: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in words:
        if name not in _WORDS and name not in report.slicers:
            raise NotAskable(f"{name}: this report has no such parameter")
        given.setdefault(name, []).append(value)
    twice = [name for name, values in given.items() if name in _WORDS and len(values) > 1]
    if twice:
        raise NotAskable(f"{twice[0]}: given more than once")
    return given


def _word(given: Mapping[str, Sequence[str]], name: str) -> str:
    return given.get(name, [""])[0]


def _one_of(name: str, value: str, possible: Sequence[str]) -> str:
    """The value, or the first of the possible ones where it is empty."""
    if not value:
        return possible[0]
    if value not in possible:
        raise NotAskable(f"{name}: {value[:60]!r} is not one of {', '.join(possible)}")
    return value


def _measure(given: Mapping[str, Sequence[str]], report: Report, view: str) -> Measure | None:
    """The measure that was chosen, else the first one; a distribution is one of single events."""
    order = sorted(report.measures, key=lambda name: view == "distribution" and report.measures[name].events is None)
    return report.measures[_one_of("measure", _word(given, "measure"), order)] if order else None


def _group(given: Mapping[str, Sequence[str]], report: Report, measure: Measure | None, view: str) -> Slicer | None:
    """The slicer that was chosen; where none was, what a measure must be told apart by, and totals by team."""
    name = _word(given, "group")
    possible = {one.name: one for one in groupings(report, measure)}
    if not name and measure and possible and (measure.apart or view == "totals"):
        usual = next(iter(possible)) if measure.apart or "team" not in possible else "team"
        return possible[usual]
    if name in ("", "none"):
        return None
    if name not in possible:
        raise NotAskable(f"group: {name[:60]!r} is not one of none, {', '.join(possible)}")
    return possible[name]


def _dates(given: Mapping[str, Sequence[str]], bounds: tuple[date, date]) -> tuple[date, date]:
    start, end = _date(given, "from"), _date(given, "to") or bounds[1]
    if start is None:
        days = RANGES[_one_of("range", _word(given, "range"), list(RANGES))]
        start = max(end - timedelta(days=days - 1), bounds[0]) if days else bounds[0]
        start = min(start, end)
    if start > end:
        raise NotAskable(f"from: {start} is after {end}")
    return start, end


def _usual(days: int, possible: Sequence[str], *, is_period: bool) -> Sequence[str]:
    """The frequencies, the one first that suits so many days."""
    usual = "month" if is_period else "day" if days <= 45 else "week" if days <= 200 else "month"
    return sorted(possible, key=lambda one: (one != usual, FREQUENCIES.index(one)))


def _date(given: Mapping[str, Sequence[str]], name: str) -> date | None:
    value = _word(given, name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise NotAskable(f"{name}: {value[:60]!r} is no date such as 2026-03-31") from None


def _page(value: str) -> int:
    if value and not (value.isascii() and value.isdigit() and int(value[:6]) >= 1 and len(value) <= 6):
        raise NotAskable(f"page: {value[:60]!r} is no page number")
    return int(value or 1)


def _values(slicer: Slicer, values: Sequence[str]) -> tuple[Any, ...]:
    """Keys as the mart has them: text, number, boolean, or source and id; None for nobody and nothing."""
    return tuple(_value(slicer, value) for value in values)


def _value(slicer: Slicer, value: str) -> Any:
    if slicer.is_id:
        source, slash, key = value.partition("/")
        if not slash:
            raise NotAskable(f"{slicer.name}: {value[:60]!r} is no account/id")
        return source, key or None
    if value == NOBODY:
        return None
    if slicer.kind == "boolean":
        return _one_of(slicer.name, value, ("true", "false")) == "true"
    if slicer.kind == "bigint":
        if not value.lstrip("-").isdigit() or len(value) > 18:
            raise NotAskable(f"{slicer.name}: {value[:60]!r} is no whole number")
        return int(value)
    return value


def _possible(question: Asked) -> Asked:
    """The question, where its parts go together."""
    measure, report = question.measure, question.report
    if measure and measure.whole and measure.whole in question.filters:
        raise NotAskable(f"{measure.whole}: {measure.label} is a share of all of them; filter another measure by it")
    if question.view == "distribution" and not (measure and measure.events):
        raise NotAskable(f"view: {measure.label if measure else report.title} has no distribution")
    possible = {one.name for one in groupings(report, measure)}
    for name in question.filters:
        if measure and measure.foreign and name not in possible:
            raise NotAskable(f"{name}: {measure.label} cannot be filtered by it, {measure.foreign} has no such column")
    return question
