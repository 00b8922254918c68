"""How the benchmark divides and fits what it measured."""

import sys
from pathlib import Path

import pytest

from orchestration.bench.fit import fit
from orchestration.bench.night import _DONE, STAGES
from orchestration.bench.page import write
from orchestration.bench.process import ProgramFailed, Sample, run
from orchestration.bench.stages import REST, Span, divide
from orchestration.bench.targets import Results

SAMPLES = [Sample(0, 0, 0, 10), Sample(4, 2, 400, 30), Sample(8, 8, 400, 20)]


def test_stages_at_work_at_one_time_share_it_and_all_adds_up() -> None:
    uses = divide(SAMPLES, [Span("build", 1, 8), Span("staging", 2, 6, depth=1), Span("tests", 4, 6, depth=1)])
    assert {stage: use.seconds for stage, use in uses.items()} == {REST: 1, "build": 3, "staging": 3, "tests": 1}
    assert uses["staging"].cpu == 2 * 2 / 4 + 2 * 6 / 4 / 2
    assert uses["tests"].written == 0
    assert uses["tests"].peak == 20
    assert sum(use.cpu for use in uses.values()) == 8
    assert sum(use.written for use in uses.values()) == 400


def test_a_stage_longer_than_the_samples_is_cut() -> None:
    assert divide(SAMPLES, [Span("load", -5, 99)])["load"].seconds == 8


def test_the_line_through_sizes() -> None:
    found = fit({10: 25.0, 20: 30.0, 40: 40.0})
    assert (found.fixed, found.slope, found.growth) == pytest.approx((20, 0.5, 1))
    assert fit({10: 25.0}).slope is None
    assert fit({10: 25.0, 20: 30.0, 30: 45.0}).growth == pytest.approx(3)


@pytest.mark.parametrize(
    ("line", "groups"),
    [
        ("prepare: 28.8 s done", ("prepare", None, "28.8")),
        ("load other: 81,566 rows in 7.1 s, 11,447/s done", ("load", "81,566", "7.1")),
        ("build: 532 nodes in 155.0 s, 3/s done", ("build", "532", "155.0")),
        ("build: 519 of 532 nodes in 155.0 s, 3/s done", ("build", "519", "155.0")),
    ],
)
def test_what_the_night_says_is_understood(line: str, groups: tuple[str | None, ...]) -> None:
    found = _DONE.match(line)
    assert found
    assert found.groups() == groups
    assert not _DONE.match(line.replace("done", "..."))


def test_a_program_is_watched_with_what_it_starts() -> None:
    child = "sum(range(3_000_000)); b = bytearray(50_000_000)"
    ran = run([sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{child}'])"], {})
    assert ran.cpu > 0.02
    assert ran.samples[-1].at >= ran.samples[0].at


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(ProgramFailed, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"], {})


def test_the_ratios_of_the_run_before_stand_beside_those_of_this_one(tmp_path: Path) -> None:
    first, second = (_measured(seconds) for seconds in (30.0, 20.0))
    assert "| night with nothing new by the fixed cost | 0.20 | 0.20 |  | 0.5 | yes |" in write(
        second, None, tmp_path / "a"
    )
    assert "| night with nothing new by the fixed cost | 0.20 | 0.20 | 0.30 | 0.5 | yes |" in write(
        second, first, tmp_path / "b"
    )


def _measured(night: float) -> Results:
    """Two sizes whose every night takes so long, and empty exports that take 100 s."""

    def total(seconds: float) -> dict[str, float]:
        return {"seconds": seconds, "cpu": seconds, "peak": 2**30, "written": 0}

    nights = {
        name: {"total": total(night), "stages": dict.fromkeys(STAGES, total(1) | {"rows": 10})}
        for name in ("full", "day", "nothing")
    }
    sizes = {
        size: {
            "limit": {"about": {}, "total": total(1)},
            "nights": {"about": {}} | nights,
            "queries": {"about": {}, "seconds": {"tickets": 0.01}},
        }
        for size in (100, 200)
    }
    empty = {
        name: {"about": {}, "first": {"total": total(100)}, "again": {"total": total(100)}}
        for name in ("nights", "dbt")
    }
    return Results(sizes, None, empty)
