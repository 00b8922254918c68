"""`python -m orchestration.bench`: measure nights of several sizes, print the figures and write BENCHMARK.md.

Where all of it was measured before, the page has the ratios of both runs.
"""

import argparse
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

from orchestration.bench.cases import DAYS, Empty, History
from orchestration.bench.page import write
from orchestration.bench.targets import Results
from orchestration.settings import PROJECT

SIZES = "10000,100000,300000"
# To double a larger history costs more than it tells.
LARGEST_DOUBLED = 100_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is not measured yet, then write the page."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.bench", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="tickets of each history, with commas between")
    parser.add_argument("--out", type=Path, default=PROJECT / "var" / "bench", help="folder for figures and nights")
    parser.add_argument("--again", action="store_true", help="measure anew; what is there becomes the run before")
    given = parser.parse_args(arguments)
    out = given.out.absolute()
    before = out.with_name(f"{out.name}_before")
    if given.again and out.exists():
        shutil.rmtree(before, ignore_errors=True)
        out.rename(before)
    for case in _cases(out, given.sizes):
        case.measure()
    earlier = [size for size in given.sizes if all(case.is_measured for case in _cases(before, [size])[:-1])]
    print(write(_results(out, given.sizes), _results(before, earlier) if earlier else None))


def _cases(out: Path, sizes: Sequence[int]) -> tuple[Empty | History, ...]:
    """Empty exports, each size, and last one of the sizes doubled."""
    doubled = _doubled(sizes)
    twice = History(out / f"{doubled}_doubled", 2 * doubled, 2 * DAYS)
    return Empty(out / "empty"), *(History(out / str(size), size) for size in sizes), twice


def _doubled(sizes: Sequence[int]) -> int:
    return max([size for size in sizes if size <= LARGEST_DOUBLED], default=sizes[0])


def _results(out: Path, sizes: Sequence[int]) -> Results:
    empty, *histories, twice = _cases(out, sizes)
    figures = {size: history.all_kept() for size, history in zip(sizes, histories, strict=True)}
    return Results(figures, (_doubled(sizes), twice.all_kept()) if twice.is_measured else None, empty.all_kept())


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(size) for size in text.split(",")})
    if not sizes or sizes[0] < 1:
        raise argparse.ArgumentTypeError(f"{text}: sizes are above 0")
    return sizes


if __name__ == "__main__":
    # What is stopped stops the night that it watches.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
