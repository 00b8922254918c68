"""A program run and watched: what it and all that it starts use, sample by sample, and the lines it prints."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from orchestration.settings import PROJECT

SECONDS_BETWEEN = 0.1
# To ask how much of the memory is shared walks through all of it.
SECONDS_BETWEEN_MEMORY = 0.3
_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


@dataclass(frozen=True)
class Sample:
    """Use since the start, at an instant (seconds since 1970): CPU seconds, bytes written to disk; bytes of memory."""

    at: float
    cpu: float
    written: int
    memory: int


@dataclass
class Ran:
    """A program that ended: `lines` are (instant, text) as they were printed, errors among them."""

    code: int
    samples: list[Sample]
    lines: list[tuple[float, str]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Wall time."""
        return self.samples[-1].at - self.samples[0].at

    @property
    def cpu(self) -> float:
        """CPU seconds of the program and all that it started and waited for."""
        return self.samples[-1].cpu

    @property
    def peak(self) -> int:
        """Most bytes of memory at one time; what processes share counts once."""
        return max(sample.memory for sample in self.samples)

    @property
    def written(self) -> int:
        """Bytes written to disk."""
        return self.samples[-1].written


class ProgramFailed(Exception):
    """It ended with another exit code than 0; the message has the last it said."""


def run(command: Sequence[str | Path], environment: Mapping[str, str]) -> Ran:
    """Run a program in the project's folder; raises ProgramFailed unless it ends well."""
    begun = Sample(time.time(), 0.0, 0, 0)
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        lines: list[tuple[float, str]] = []
        reader = threading.Thread(target=_read, args=(process.stdout, lines))
        reader.start()
        try:
            samples = [begun, *_watch(process.pid, begun)]
        except BaseException:
            process.terminate()
            raise
        ran = Ran(process.wait(), samples, lines)
        reader.join()
    if ran.code:
        raise ProgramFailed("\n".join([" ".join(map(str, command)), *(text for _, text in lines[-30:])]))
    return ran


def _read(stream: IO[str] | None, lines: list[tuple[float, str]]) -> None:
    lines.extend((time.time(), line.rstrip("\n")) for line in stream or ())


def _watch(root: int, sample: Sample) -> Iterator[Sample]:
    """Samples until the program has ended: it stays to be asked until it is waited for."""
    memory_at = 0.0
    while True:
        has_ended = os.waitid(os.P_PID, root, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        now, memory = time.time(), sample.memory
        tree = list(_tree(root))
        if now - memory_at >= SECONDS_BETWEEN_MEMORY and not has_ended:
            memory_at, memory = now, sum(map(_memory, tree))
        # Between two looks a child may have ended and been added to its parent: no figure falls.
        cpu, written = max(sample.cpu, sum(map(_cpu, tree))), max(sample.written, sum(map(_written, tree)))
        sample = Sample(now, cpu, written, memory)
        yield sample
        if has_ended:
            return
        time.sleep(SECONDS_BETWEEN)


def _tree(process: int) -> Iterator[int]:
    yield process
    for children in (_PROC / str(process) / "task").glob("*/children"):
        for child in _text(children).split():
            yield from _tree(int(child))


def _cpu(process: int) -> float:
    """CPU seconds of a process and of the children that it has waited for."""
    fields = _text(_PROC / str(process) / "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def _written(process: int) -> int:
    return _figure(_PROC / str(process) / "io", "write_bytes:")


def _memory(process: int) -> int:
    return _figure(_PROC / str(process) / "smaps_rollup", "Pss:") * 1024


def _figure(path: Path, name: str) -> int:
    return next((int(line.split()[1]) for line in _text(path).splitlines() if line.startswith(name)), 0)


def _text(path: Path) -> str:
    """What stands there; nothing of a process that has just ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
