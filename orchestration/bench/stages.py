"""What a watched program used, divided among the stages that were under way."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestration.bench.process import Sample

REST = "around them"


@dataclass(frozen=True)
class Span:
    """A stage was under way from `start` to `end` (seconds since 1970); spans of a greater `depth` hide the others."""

    stage: str
    start: float
    end: float
    depth: int = 0


@dataclass
class Use:
    """What a stage used: seconds by the wall and of CPU, bytes written, most bytes of memory; `rows` as it counts."""

    seconds: float = 0.0
    cpu: float = 0.0
    written: float = 0.0
    peak: int = 0
    rows: int | None = None


def divide(samples: Sequence[Sample], spans: Iterable[Span]) -> dict[str, Use]:
    """Use by stage, which adds up to the whole: stages that run at one time have equal shares of that time.

    Between two samples use is taken to be even; what no span covers goes to REST.
    """
    first, last = samples[0].at, samples[-1].at
    within = [span for span in spans if span.end > first and span.start < last]
    edges = {first, last, *(sample.at for sample in samples)}
    edges |= {min(max(at, first), last) for span in within for at in (span.start, span.end)}
    times = [sample.at for sample in samples]
    uses: dict[str, Use] = defaultdict(Use)
    for start, end in pairwise(sorted(edges)):
        before = samples[max(bisect_right(times, start) - 1, 0)]
        after = samples[min(bisect_right(times, start), len(samples) - 1)]
        share = (end - start) / (after.at - before.at) if after.at > before.at else 0.0
        stages = _under_way(within, start, end)
        for stage in stages:
            use = uses[stage]
            use.seconds += (end - start) / len(stages)
            use.cpu += (after.cpu - before.cpu) * share / len(stages)
            use.written += (after.written - before.written) * share / len(stages)
            use.peak = max(use.peak, after.memory)
    return dict(uses)


def _under_way(spans: Sequence[Span], start: float, end: float) -> list[str]:
    found = [span for span in spans if span.start <= start and span.end >= end]
    depth = max((span.depth for span in found), default=0)
    return [span.stage for span in found if span.depth == depth] or [REST]
