"""What a page knows about its report before anything is asked: the choices, and the words of the tab About."""

from typing import Any

from orchestration.formulas import said
from orchestration.viewer.choices import FREQUENCIES, clocks, groupings, statistics
from orchestration.viewer.entries import FAMILIES, SCORECARD, Report, told_by
from orchestration.viewer.labels import options
from orchestration.viewer.measures import Measure, humanised
from orchestration.viewer.published import Reading
from orchestration.viewer.questions import bounds_of

_VIEWS = {
    "time": "Over time",
    "totals": "Totals",
    "hours": "By hour",
    "distribution": "Distribution",
    "tickets": "Tickets",
    "rows": "Table",
    "cards": "Newest week",
    "scorecard": "Scorecard",
}


def description(reading: Reading, report: Report) -> dict[str, Any]:
    """The entry of a report as the browser reads it."""
    bounds = {by: dates for by in report.dates if (dates := bounds_of(reading, report, by))}
    periods = reading.periods(report.name) if report.is_period and bounds else {}
    return {
        "name": report.name,
        "title": report.title,
        "question": report.question,
        "family": FAMILIES[report.family],
        "asked_as": report.asked_as,
        "shape": report.shape,
        "is_period": report.is_period,
        "views": [{"name": view, "label": _VIEWS[view]} for view in report.views],
        "dates": [{"name": name, "label": humanised(name.removesuffix("_date"))} for name in report.dates],
        "frequencies": [every for every in FREQUENCIES if not periods or every in periods],
        "periods": {every: [day.isoformat() for day in days] for every, days in periods.items()},
        "measures": [_measure(report, measure) for measure in report.measures.values()],
        "slicers": [
            {"name": one.name, "label": one.label, "options": options(reading, report, one) if bounds else []}
            for one in report.slicers.values()
        ],
        "bounds": {by: [day.isoformat() for day in dates] for by, dates in bounds.items()},
        "about": about(reading, report),
        "told_by": told_by() if report.name == SCORECARD else {},
    }


def about(reading: Reading, report: Report) -> dict[str, Any]:
    """What it shows, how it is made, what the accounts cannot tell, how fresh it is."""
    comments = reading.comments(report.name)
    grain, _, words = comments.get("", "").partition(". ")
    return {
        "grain": grain,
        "words": words,
        "columns": [{"name": name, "meaning": comments.get(name, "")} for name in report.columns],
        "gaps": reading.gaps(report.name),
        "as_of": {source: moment.isoformat() if moment else None for source, moment in reading.as_of().items()},
    }


def _measure(report: Report, measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "label": measure.label,
        "unit": measure.unit,
        "better": measure.better,
        "target": measure.target,
        "is_ratio": measure.denominator is not None,
        "formula": _formula(measure),
        "statistics": statistics(measure),
        "told": {statistic: measure.told(statistic) for statistic in statistics(measure)},
        "clocks": clocks(report, measure),
        "groups": [one.name for one in groupings(report, measure)],
        "apart": next((one.name for one in report.slicers.values() if one.column == measure.apart), None),
        "whole": measure.whole,
        "has_events": measure.events is not None,
    }


def _formula(measure: Measure) -> str:
    """The formula as the mart's meta has it."""
    top = said(measure.numerator)
    text = f"{top} / {said(measure.denominator)}" if measure.denominator else top
    return text + (f" where {measure.where[0]} is {str(measure.where[1]).lower()}" if measure.where else "")
