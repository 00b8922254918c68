"""One writer at a time: a lock file in the home folder that the nightly and every Dagster step take."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_held: dict[Path, int] = {}


class WriterBusyError(RuntimeError):
    """Another process writes to the same home folder; the message names it in one line."""


@contextmanager
def writer(home: Path) -> Iterator[None]:
    """Hold the home folder for writing.

    Re-entrant within a process, so that a nightly holds it from end to end while its steps ask again.
    The kernel drops the lock when the process ends, however it ends: there is no stale lock to clean up.

    Raises:
        WriterBusyError: another process holds it.
    """
    path = home.resolve() / ".writer.lock"
    if path in _held:
        _held[path] += 1
        try:
            yield
        finally:
            _held[path] -= 1
        return
    descriptor = _take(path)
    _held[path] = 1
    try:
        yield
    finally:
        del _held[path]
        os.close(descriptor)


def _take(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        reason = f"another run is writing to {path.parent} (process {holder}); try again when it is done"
        raise WriterBusyError(reason) from error
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor
