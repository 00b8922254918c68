"""What a run did, and its progress while it runs: silent in Dagster's own runs, a bar or plain lines in the nightly."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from orchestration.stop import raise_if_asked

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from orchestration.load import FileResult
    from orchestration.publish import Published
    from orchestration.publish_postgres import Copied
    from orchestration.reread import Forgotten

PLAIN_SECONDS = 10.0


@dataclass
class Journal:
    """Results of one run, filled by the steps in their order. This one shows nothing while they work."""

    files: list[FileResult] = field(default_factory=list)
    load_seconds: float = 0.0
    forgotten: dict[str, Forgotten] = field(default_factory=dict)
    dbt_errors: list[str] = field(default_factory=list)
    published: Published | None = None
    copied: Copied | None = None

    def begin(self, stage: str, unit: str, total: int | None = None) -> None:
        """Say that a stage starts; `total` counts units, None while it is unknown; no unit: nothing to count."""

    def advance(self, done: int, total: int | None = None) -> None:
        """Say how many units of the stage are done by now."""

    def end(self) -> None:
        """Say that the last stage is over."""


@dataclass
class PlainJournal(Journal):
    """A line when a stage starts and ends, and one every ten seconds between: for logs and pipes."""

    out: TextIO = sys.stdout
    clock: Callable[[], float] = time.monotonic
    _stage: str = ""
    _unit: str = ""
    _total: int | None = None
    _done: int = 0
    _started: float = 0.0
    _said: float = 0.0

    def begin(self, stage: str, unit: str, total: int | None = None) -> None:
        """See Journal; ends the stage before. Raises KeyboardInterrupt when the night was asked to stop."""
        raise_if_asked()
        self.end()
        self._stage, self._unit, self._total, self._done = stage, unit, total, 0
        self._started = self._said = self.clock()

    def advance(self, done: int, total: int | None = None) -> None:
        """See Journal; says so at most every ten seconds."""
        self._done, self._total = done, total or self._total
        if self.clock() - self._said >= PLAIN_SECONDS:
            self._said = self.clock()
            self._say("...")

    def end(self) -> None:
        """See Journal."""
        if self._stage:
            self._say("done")
        self._stage = ""

    def _say(self, how: str) -> None:
        seconds = self.clock() - self._started
        if not self._unit:
            print(f"{self._stage}: {seconds:.1f} s {how}", file=self.out, flush=True)
            return
        of = f" of {self._total:,}" if self._total and self._total != self._done else ""
        speed = f", {self._done / seconds:,.0f}/s" if seconds >= 1 and self._done > seconds else ""
        line = f"{self._stage}: {self._done:,}{of} {self._unit} in {seconds:.1f} s{speed} {how}"
        print(line, file=self.out, flush=True)


@dataclass
class BarJournal(Journal):
    """One bar per stage on a terminal, with units per second."""

    out: TextIO = sys.stdout
    _bars: Progress | None = None
    _task: TaskID | None = None

    def begin(self, stage: str, unit: str, total: int | None = None) -> None:
        """See Journal. Raises KeyboardInterrupt when the night was asked to stop."""
        raise_if_asked()
        bars = self._opened()
        self._finish_task()
        self._task = bars.add_task(stage, total=total, unit=unit)

    def advance(self, done: int, total: int | None = None) -> None:
        """See Journal."""
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=done, total=total)

    def end(self) -> None:
        """See Journal; takes the display down."""
        self._finish_task()
        if self._bars is not None:
            self._bars.stop()
        self._bars = None

    def _opened(self) -> Progress:
        if self._bars is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
            from rich.text import Text

            class Speed(ProgressColumn):
                def render(self, task: Task) -> Text:
                    return Text(f"{task.speed or 0:,.0f} {task.fields['unit']}/s" if task.speed else "")

            count = TextColumn("{task.completed:,.0f} {task.fields[unit]}")
            columns = (TextColumn("{task.description:<12}"), BarColumn(), count, Speed(), TimeElapsedColumn())
            console = Console(file=self.out)
            self._bars = Progress(*columns, console=console, redirect_stdout=False, redirect_stderr=False)
            self._bars.start()
        return self._bars

    def _finish_task(self) -> None:
        if self._bars is not None and self._task is not None:
            done = self._bars.tasks[self._task].completed
            self._bars.update(self._task, total=done or 1, completed=done or 1)
            self._bars.stop_task(self._task)
        self._task = None


def journal_for(out: TextIO) -> Journal:
    """Bars when `out` is a terminal, plain lines elsewhere."""
    return BarJournal(out=out) if out.isatty() else PlainJournal(out=out)
