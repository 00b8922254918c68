"""A process that ends in the middle: what it is to do runs in a child that kills itself (SIGKILL) where it is told.

`python -m tests.killed orchestration.publish:swap_in 1 before …` is the nightly with such an end; … are its arguments.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from orchestration.load import load_all
from orchestration.publish import publish
from orchestration.settings import Settings

SERVER = get_context("forkserver")
SERVER.set_forkserver_preload(["tests.killed"])
# Calls of the project's own code, and out of it: each is a point at which a process may end.
ANY_CALL = "any call"
_OWN = f"{os.sep}orchestration{os.sep}"


@dataclass(frozen=True)
class Point:
    """The n-th call of a step, counted from 1; n is 0 where nothing ends. `after`: when the call has ended."""

    step: str
    n: int = 0
    after: bool = False


def load(landing: Path, home: Path, staging: Path) -> None:
    """One call of the loader."""
    load_all(Settings(landing=landing, home=home, staging=staging))


def publish_all(home: Path, marts: tuple[str, ...]) -> None:
    """One publication."""
    publish(home, marts)


def killed(work: Callable[..., None], arguments: tuple[Any, ...], point: Point) -> bool:
    """Do the work in a process that ends at the point; False when it came to its end before."""
    return _run(work, arguments, point)[0]


def calls(work: Callable[..., None], arguments: tuple[Any, ...], step: str) -> int:
    """How often the work calls a step when nothing ends it."""
    was_killed, count = _run(work, arguments, Point(step))
    assert not was_killed
    return count


def _run(work: Callable[..., None], arguments: tuple[Any, ...], point: Point) -> tuple[bool, int]:
    here, there = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=_child, args=(work, arguments, point, there))
    process.start()
    there.close()
    process.join(120)
    count = here.recv() if process.exitcode == 0 else 0
    here.close()
    assert process.exitcode in (0, -signal.SIGKILL), f"{point}: ended with {process.exitcode}"
    return process.exitcode != 0, count


def _child(work: Callable[..., None], arguments: tuple[Any, ...], point: Point, there: Connection) -> None:
    count = _arm(point)
    work(*arguments)
    sys.setprofile(None)
    there.send(count[0])


def _arm(point: Point) -> list[int]:
    """End this process at the point; what is returned counts the calls until then."""
    count = [0]

    def came(*, after: bool) -> None:
        count[0] += not after
        if count[0] == point.n and after == point.after:
            os.kill(os.getpid(), signal.SIGKILL)

    if point.step == ANY_CALL:
        sys.setprofile(lambda frame, event, _: _is_own(frame, event) and came(after=False))
    else:
        _patch(point.step, came)
    return count


def _is_own(frame: Any, event: str) -> bool:
    return event in ("call", "c_call") and _OWN in frame.f_code.co_filename


def _patch(step: str, came: Callable[..., None]) -> None:
    """Put a counter around `module:name` or `module:Class.name`."""
    module, _, path = step.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for one in owners:
        owner = getattr(owner, one)
    really = getattr(owner, name)

    def counted(*given: Any, **named: Any) -> Any:
        came(after=False)
        try:
            return really(*given, **named)
        finally:
            came(after=True)

    setattr(owner, name, counted)


if __name__ == "__main__":
    from orchestration.nightly import main

    _arm(Point(sys.argv[1], int(sys.argv[2]), after=sys.argv[3] == "after"))
    sys.exit(main(sys.argv[4:]))
