"""What a night may cost, as ratios within one run, and whether the figures keep to it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.bench.fit import fit

CLOCKS = ("cpu", "seconds")
# Most bytes of memory by tickets.
MEMORY = ((300_000, 3 * 2**30), (1_000_000, 6 * 2**30))
QUERY_TICKETS, QUERY_SECONDS = 1_000_000, 0.1
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """`found` by the clock of CPU seconds and the one on the wall, None where the sizes measured cannot say.

    What is no time of a night, memory and answers to queries, stands in the second.
    """

    what: str
    most: float
    found: tuple[float | None, float | None]

    @property
    def steadier(self) -> float | None:
        """By CPU seconds where they are counted: others on the machine change the wall clock."""
        return self.found[1] if self.found[0] is None else self.found[0]

    @property
    def is_met(self) -> bool | None:
        """None where it was not measured."""
        return None if self.steadier is None else self.steadier <= self.most


@dataclass(frozen=True)
class Results:
    """Groups of figures: of each size, of the size that was doubled on twice the days, of empty exports."""

    sizes: Mapping[int, Mapping[str, Figures]]
    doubled: tuple[int, Mapping[str, Figures]] | None
    empty: Mapping[str, Figures]

    def totals(self, group: str, name: str | None, clock: str) -> dict[int, float]:
        """Seconds by tickets of one kind of run."""
        found = {size: groups[group] for size, groups in self.sizes.items()}
        return {size: (one[name] if name else one)["total"][clock] for size, one in found.items()}

    def empty_total(self, group: str, name: str, clock: str) -> float:
        """Seconds of one run of empty exports."""
        return self.empty[group][name]["total"][clock]


def targets(results: Results) -> Iterator[Target]:
    """Every target with what was found."""
    yield _both("slope of the full build by that of the limit", 8.0, lambda clock: _slopes(results, clock))
    yield _both("last slope between two sizes by the first", 1.1, lambda clock: _growth(results, clock))
    for name in ("first", "again"):
        what = f"full build of empty exports by dbt alone ({name})"
        yield _both(what, 1.3, lambda clock, name=name: _fixed(results, name, clock))
    yield _both(
        "night of one day by a tenth of the build's slope and the fixed cost", 1.0, lambda c: _night(results, c)
    )
    yield _both("night of one day when the history doubles", 1.2, lambda clock: _doubled(results, clock))
    yield _both("night with nothing new by the fixed cost", 0.5, lambda clock: _nothing(results, clock))
    for size, most in MEMORY:
        nights = [results.sizes[size]["nights"][name] for name in ("full", "day")] if size in results.sizes else []
        peak = max((night["total"]["peak"] / most for night in nights), default=None)
        yield Target(f"memory at {size:,} tickets by {most / 2**30:.0f} GiB", 1.0, (None, peak))
    slowest = results.sizes.get(QUERY_TICKETS, {}).get("queries", {}).get("seconds")
    found = max(slowest.values()) / QUERY_SECONDS if slowest else None
    yield Target(f"slowest mart at {QUERY_TICKETS:,} tickets by 100 ms", 1.0, (None, found))


def _both(what: str, most: float, found: Callable[[str], float | None]) -> Target:
    cpu, seconds = (found(clock) for clock in CLOCKS)
    return Target(what, most, (cpu, seconds))


def _slopes(results: Results, clock: str) -> float | None:
    build, limit = fit(results.totals("nights", "full", clock)), fit(results.totals("limit", None, clock))
    return build.slope / limit.slope if build.slope and limit.slope else None


def _growth(results: Results, clock: str) -> float | None:
    return fit(results.totals("nights", "full", clock)).growth


def _fixed(results: Results, name: str, clock: str) -> float:
    return results.empty_total("nights", name, clock) / results.empty_total("dbt", name, clock)


def _night(results: Results, clock: str) -> float | None:
    """At the largest size; the fixed cost is that of a home which knows the project's files."""
    slope = fit(results.totals("nights", "full", clock)).slope
    if slope is None:
        return None
    nights = results.totals("nights", "day", clock)
    size = max(nights)
    return nights[size] / (0.1 * slope * size + results.empty_total("nights", "again", clock))


def _doubled(results: Results, clock: str) -> float | None:
    if results.doubled is None or results.doubled[0] not in results.sizes:
        return None
    size, groups = results.doubled
    return groups["nights"]["day"]["total"][clock] / results.totals("nights", "day", clock)[size]


def _nothing(results: Results, clock: str) -> float:
    nights = results.totals("nights", "nothing", clock)
    return nights[max(nights)] / results.empty_total("nights", "again", clock)
