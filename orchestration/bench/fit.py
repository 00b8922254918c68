"""Cost = fixed + slope x tickets, fitted over the sizes that were measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import linear_regression


@dataclass(frozen=True)
class Fit:
    """Seconds: `fixed` for a night, `slope` for each ticket; `growth`: the last slope between two sizes by the first.

    `slope` is None with one size, `growth` with fewer than three.
    """

    fixed: float
    slope: float | None
    growth: float | None


def fit(seconds: Mapping[int, float]) -> Fit:
    """The straight line through seconds by tickets, least squares."""
    sizes = sorted(seconds)
    if len(sizes) < 2:
        return Fit(sum(seconds.values()), None, None)
    line = linear_regression(sizes, [seconds[size] for size in sizes])
    slopes = [(seconds[more] - seconds[less]) / (more - less) for less, more in pairwise(sizes)]
    growth = slopes[-1] / slopes[0] if len(slopes) > 1 and slopes[0] > 0 else None
    return Fit(line.intercept, line.slope, growth)
