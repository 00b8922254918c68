"""`python -m orchestration.bench`: measure nights of several sizes, print the figures and write BENCHMARK.md."""

import argparse
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

from orchestration.bench.cases import DAYS, Case, Empty, History
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
    parser.add_argument("--again", action="store_true", help="throw away the figures that are there")
    given = parser.parse_args(arguments)
    out = given.out.absolute()
    if given.again:
        shutil.rmtree(out, ignore_errors=True)
    empty, histories = Empty(out / "empty"), [History(out / str(size), size) for size in given.sizes]
    doubled = max([size for size in given.sizes if size <= LARGEST_DOUBLED], default=given.sizes[0])
    twice = History(out / f"{doubled}_doubled", 2 * doubled, 2 * DAYS)
    for case in (empty, *histories, twice):
        case.measure()
    sizes = {history.tickets: _groups(history) for history in histories}
    print(write(Results(sizes, (doubled, _groups(twice)), _groups(empty))))


def _groups(case: Case) -> dict[str, dict[str, object]]:
    return {path.stem: case.kept(path.stem) for path in case.folder.glob("*.json")}


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(size) for size in text.split(",")})
    if not sizes or sizes[0] < 1:
        raise argparse.ArgumentTypeError(f"{text}: sizes are above 0")
    return sizes


if __name__ == "__main__":
    # What is stopped stops the night that it watches.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
