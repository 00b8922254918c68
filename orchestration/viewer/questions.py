"""A question put to what is published: the dates and periods that there are decide what an empty word means."""

from collections.abc import Sequence
from datetime import date

from orchestration.viewer.asked import Asked, NotAskable, asked
from orchestration.viewer.choices import FREQUENCIES
from orchestration.viewer.entries import Report, reports
from orchestration.viewer.published import Reading


def question(reading: Reading, report: Report, words: Sequence[tuple[str, str]]) -> Asked | None:
    """What these words ask; None where the mart has no rows to ask about. Raises NotAskable."""
    by = next((value for name, value in words if name == "by" and value), report.default_date)
    if by not in report.dates:
        raise NotAskable(f"by: {by[:60]!r} is not one of {', '.join(report.dates)}")
    bounds = bounds_of(reading, report, by)
    if bounds is None:
        return None
    frequencies = list(reading.periods(report.name)) if report.is_period else FREQUENCIES
    return asked(report, words, bounds, frequencies)


def bounds_of(reading: Reading, report: Report, by: str) -> tuple[date, date] | None:
    """First and last date of a report; a ratio of two marts reaches as far as either."""
    own = reading.dates(report.name, by) if report.name in reading.tables() else None
    others = {measure.foreign for measure in report.measures.values() if measure.foreign} & reading.tables()
    found = [own, *(reading.dates(other, reports()[other].default_date) for other in others)]
    known = [dates for dates in found if dates]
    return (min(first for first, _ in known), max(last for _, last in known)) if own else None
