"""What every step that writes has in common: the writer's lock, errors in one line, another try where it helps."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from orchestration.lock import WriterBusyError, writer
from orchestration.settings import Settings

# Steps of all runs queue for this pool, whose limit is 1 (dagster.yaml).
POOL = "writer"

# Seconds before the second, third and fourth try: a file that somebody reads, a disk or a memory that others fill.
WAITS = (10, 40, 160)

_PASSING = {
    errno.EAGAIN,
    errno.EBUSY,
    errno.EDQUOT,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
    errno.ENOSPC,
    errno.ESTALE,
    errno.ETIMEDOUT,
    errno.ETXTBSY,
}
_PASSING_WORDS = (
    "could not set lock on file",
    "conflicting lock",
    "out of memory",
    "no space left",
    "could not connect",
)


@contextmanager
def step(home: Path, attempt: int = 0) -> Iterator[None]:
    """Hold the home folder for writing; `attempt` counts the tries before this one.

    Errors of this machine become one line instead of a traceback; those that may pass are tried again after WAITS.
    While a nightly outside Dagster has the folder, five minutes long.
    """
    import duckdb

    try:
        with writer(home):
            yield
    except WriterBusyError as busy:
        raise dg.RetryRequested(max_retries=5, seconds_to_wait=60) from busy
    except (OSError, duckdb.Error, MemoryError) as error:
        if may_pass(error):
            try_again(attempt, error)
        raise dg.Failure(f"{type(error).__name__}: {error}", allow_retries=False) from error


def try_again(attempt: int, error: Exception | None = None) -> None:
    """Ask Dagster for another try; returns when there have been enough (HELPDESK_RETRIES)."""
    retries = Settings.from_environment().retries
    if attempt < retries:
        wait = WAITS[min(attempt, len(WAITS) - 1)]
        raise dg.RetryRequested(max_retries=retries, seconds_to_wait=wait) from error


def may_pass(error: Exception | str) -> bool:
    """Whether waiting can help: locked, full or out of memory. Wrong rights, wrong SQL and wrong data stay wrong."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _PASSING):
        return True
    return any(word in str(error).lower() for word in _PASSING_WORDS)
