"""What every step that writes has in common: the writer's lock, and errors that end in one clear line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from orchestration.lock import WriterBusyError, writer

# Steps of all runs queue for this pool, whose limit is 1 (dagster.yaml).
POOL = "writer"


@contextmanager
def step(home: Path) -> Iterator[None]:
    """Hold the home folder for writing; retry for five minutes while a nightly outside Dagster has it.

    Disk full, a folder that cannot be written and the like become one line instead of a traceback.
    """
    import duckdb

    try:
        with writer(home):
            yield
    except WriterBusyError as busy:
        raise dg.RetryRequested(max_retries=5, seconds_to_wait=60) from busy
    except (OSError, duckdb.Error) as error:
        raise dg.Failure(f"{type(error).__name__}: {error}", allow_retries=False) from error
