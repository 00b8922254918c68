"""What can be chosen: frequencies, ranges, and for each measure its statistics, clocks and groupings."""

from orchestration.viewer.entries import Report, reports
from orchestration.viewer.measures import Measure
from orchestration.viewer.slicers import Slicer

FREQUENCIES = ("day", "week", "month", "quarter", "year")
STATISTICS = ("mean", "median", "p90")
CLOCKS = ("calendar", "business")
# Days of the ranges that end with the newest data; 0 for all of them. The first one is the default.
RANGES = {"12m": 365, "7d": 7, "30d": 30, "90d": 90, "all": 0}


def clocks(report: Report, measure: Measure | None) -> tuple[str, ...]:
    """The clocks on which this measure is known."""
    return CLOCKS if measure and measure.on_business_clock(report.columns) else CLOCKS[:1]


def statistics(measure: Measure | None) -> tuple[str, ...]:
    """What can be told of this measure: the median and the 90th percentile only of single events."""
    return STATISTICS if measure and measure.events else STATISTICS[:1]


def groupings(report: Report, measure: Measure | None) -> list[Slicer]:
    """Slicers that this measure may be grouped by; the first one is the default where it does not add up."""
    if measure is None:
        return []
    other = reports()[measure.foreign].slicers if measure.foreign else report.slicers
    own = [one for one in report.slicers.values() if not one.is_of_ticket]
    found = [one for one in own if one.name in other and one.name != measure.whole]
    if measure.apart:
        return sorted(found, key=lambda one: one.column != measure.apart)
    return found
