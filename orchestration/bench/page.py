"""orchestration/BENCHMARK.md, written whole from the figures that are kept."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from orchestration.bench.fit import fit
from orchestration.bench.night import STAGES
from orchestration.bench.targets import Figures, Results, targets
from orchestration.settings import PROJECT

PAGE = PROJECT / "orchestration" / "BENCHMARK.md"
NAMES = {"full": "full build", "day": "one day more", "nothing": "nothing new", "first": "first", "again": "again"}
_HEAD = """# What a night costs

Measured and written by `make bench`; another run writes this page anew. [What it taught](bench/README.md).

Exports are of a [simulated desk](simulate/README.md) in the generic format: three years, about ten messages a ticket,
the last day a delivery of its own. **The limit** is plain DuckDB that reads the same files into Parquet, with as many
threads as dbt has. A **first** build has an empty home folder; **again** is a full build in a home that knows the
project's files. Memory is that of all processes at one time, written is what went to disk. Others on the machine change
the seconds by the wall, and less those of CPU. DuckDB may take 1.2 GB up to 300,000 tickets and 3.5 GB above
(`HELPDESK_MEMORY_LIMIT`); the rest is what Python takes, and DuckDB beside its own count."""
_WRITTEN = """The limit writes each row once. A build writes tables that follow from each other, and readers get a mart
twice, as a table and as Parquet: rows written are those of staging, intermediate and marts, and of marts twice more.
CPU is that of the full build less its fixed cost."""
_REPEAT = """## Again

    make bench SIZES=10000,100000,300000

A run that was cut off goes on where it was: figures are kept in `var/bench`. With `AGAIN=--again` all is measured
anew, and what was there is the run before."""
_STAGES = """`dbt around its nodes` is its start and parsing, and Dagster's events of the build; `around them` is the
start and end of the night, in which Dagster is loaded and old runs are removed. Stages at work at one time share it.
Rows are those that were loaded and looked at, and that stand in the tables of a layer afterwards."""


def write(results: Results, before: Results | None, page: Path = PAGE) -> str:
    """Write the page, with the ratios of the run before it where there was one; returns its text."""
    parts = [_HEAD, _machine(results), _targets(results, before), _costs(results), _totals(results)]
    parts += [_written(results), _queries(results), "## Stages\n\n" + _STAGES, *_stages(results), _REPEAT]
    text = "\n\n".join(parts) + "\n"
    page.write_text(text, "utf-8")
    return text


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _machine(results: Results) -> str:
    """Each value that was found while the figures were measured: one, unless they are of several machines or days."""
    found: dict[str, dict[str, None]] = {}
    groups = [*results.sizes.values(), results.empty, *([results.doubled[1]] if results.doubled else [])]
    for about in (figures["about"] for group in groups for figures in group.values()):
        for what, value in about.items():
            found.setdefault(what, {})[value] = None
    rows = [f"| {what} | {'; '.join(sorted(values))} |" for what, values in found.items()]
    return "\n".join(["## Machine", "", "| | |", "|---|---|", *rows])


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _targets(results: Results, before: Results | None) -> str:
    verdict = {True: "yes", False: "**no**", None: ""}
    earlier = {one.what: _ratio(one.steadier) for one in targets(before)} if before else {}
    rows = [
        [one.what, *map(_ratio, one.found), earlier.get(one.what, ""), f"{one.most:g}", verdict[one.is_met]]
        for one in targets(results)
    ]
    head = ["", "by CPU", "by the wall", "the run before", "at most", "met"]
    return "## Ratios\n\n" + _table(head, rows)


def _costs(results: Results) -> str:
    rows: list[list[str]] = []
    for name, group, run in (
        ("full build", "nights", "full"),
        ("one day more", "nights", "day"),
        ("limit", "limit", None),
    ):
        cells = [name]
        for clock in ("cpu", "seconds"):
            line = fit(results.totals(group, run, clock))
            slope = "" if line.slope is None else f"{line.slope * 1000:.3f}"
            cells += [f"{line.fixed:.1f}", slope]
        rows.append(cells)
    head = ["", "fixed, s CPU", "s CPU per 1,000 tickets", "fixed, s wall", "s wall per 1,000 tickets"]
    return "## Fixed cost and slope\n\nThe straight line through the sizes, least squares.\n\n" + _table(head, rows)


def _runs(results: Results) -> Iterator[tuple[str, Figures]]:
    """(name, figures) of every run, largest history last."""
    for name in ("first", "again"):
        yield f"empty exports, {NAMES[name]}", results.empty["nights"][name]
        yield f"empty exports, dbt alone, {NAMES[name]}", results.empty["dbt"][name]
    for size, groups in sorted(results.sizes.items()):
        yield f"{size:,} tickets, limit", groups["limit"]
        yield from ((f"{size:,} tickets, {NAMES[name]}", groups["nights"][name]) for name in ("full", "day", "nothing"))
    if results.doubled:
        size, groups = results.doubled
        about = f"{2 * size:,} tickets in six years"
        yield from ((f"{about}, {NAMES[name]}", groups["nights"][name]) for name in ("full", "day"))


def _use(use: Figures) -> list[str]:
    return [f"{use['peak'] / 2**20:,.0f}", f"{use['written'] / 2**20:,.1f}"]


def _totals(results: Results) -> str:
    rows = [
        [name, f"{run['total']['seconds']:.1f}", f"{run['total']['cpu']:.1f}", *_use(run["total"])]
        for name, run in _runs(results)
    ]
    return "## Runs\n\n" + _table(["", "s wall", "s CPU", "peak MiB", "written MiB"], rows)


def _written(results: Results) -> str:
    """How the slope divides into rows written for each that came, and the cost of one."""
    fixed, rows = results.empty_total("nights", "again", "cpu"), list[list[str]]()
    for size, groups in sorted(results.sizes.items()):
        full, limit = groups["nights"]["full"], groups["limit"]["total"]["cpu"]
        count = {stage: use["rows"] for stage, use in full["stages"].items()}
        loaded, written = count["load"], count["staging"] + count["intermediate"] + 3 * count["marts"]
        each = [f"{(full['total']['cpu'] - fixed) / written * 1e6:.1f}", f"{limit / loaded * 1e6:.1f}"]
        rows.append([f"{size:,} tickets", f"{loaded:,}", f"{written:,}", f"{written / loaded:.1f}", *each])
    head = ["", "rows loaded", "rows written", "written for each loaded", "CPU µs a row written", "CPU µs a row, limit"]
    return f"## Rows written\n\n{_WRITTEN}\n\n" + _table(head, rows)


def _queries(results: Results) -> str:
    rows: list[list[str]] = []
    for size, groups in sorted(results.sizes.items()):
        by_mart = sorted((seconds, mart) for mart, seconds in groups["queries"]["seconds"].items())
        slowest, mart = by_mart[-1]
        median = by_mart[len(by_mart) // 2][0]
        rows.append(
            [f"{size:,} tickets", f"{len(by_mart)}", f"{median * 1000:.1f}", f"{slowest * 1000:.1f}", f"`{mart}`"]
        )
    about = "Every published mart, its measures by month and team as far as it has them; the median of five tries."
    return f"## Queries\n\n{about}\n\n" + _table(["", "marts", "median mart, ms", "slowest, ms", "which"], rows)


def _stages(results: Results) -> Iterator[str]:
    head = ["", "s wall", "s CPU", "rows", "rows/s", "peak MiB", "written MiB"]
    for name, run in _runs(results):
        if stages := run.get("stages"):
            rows = [_stage(stage, stages[stage]) for stage in STAGES if stage in stages]
            yield f"### {name}\n\n" + _table(head, rows)


def _stage(name: str, use: dict[str, Any]) -> list[str]:
    rows, seconds = use["rows"], use["seconds"]
    counts = ["", ""] if rows is None else [f"{rows:,}", f"{rows / seconds:,.0f}" if seconds else ""]
    return [name, f"{seconds:.2f}", f"{use['cpu']:.2f}", *counts, *_use(use)]
