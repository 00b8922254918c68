"""The nightly: `python -m orchestration.nightly` runs the Dagster job from raw exports to the published file.

Exit code 0 only when all of it is green. Quarantined rows, refused files and warnings are said, and are not red.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from orchestration.journal import Journal, journal_for
from orchestration.lock import WriterBusyError, writer
from orchestration.settings import Settings

if TYPE_CHECKING:
    import dagster as dg

GREEN, RED = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one nightly; returns the exit code."""
    try:
        settings = _settings(arguments)
        with writer(settings.home):
            return _night(settings)
    except (WriterBusyError, OSError, ValueError) as error:
        print(f"nightly: {error}", file=sys.stderr)
        return RED
    except KeyboardInterrupt:
        print("nightly: stopped; nothing was published, the next run goes on from here", file=sys.stderr)
        return RED


def _settings(arguments: Sequence[str] | None) -> Settings:
    parser = argparse.ArgumentParser(prog="python -m orchestration.nightly", description="Run the nightly once.")
    parser.add_argument("--landing", help="folder of the exports (default: HELPDESK_LANDING, else landing/)")
    parser.add_argument("--home", help="folder for all that is written (default: HELPDESK_HOME, else var/)")
    given = parser.parse_args(arguments)
    for name in ("landing", "home"):
        if value := getattr(given, name):
            os.environ[f"HELPDESK_{name.upper()}"] = str(Path(value).expanduser().absolute())
    return Settings.from_environment()


def _night(settings: Settings) -> int:
    log = settings.home / "logs" / "nightly.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with _quiet(log) as terminal:
        journal = journal_for(terminal)
        try:
            outcome = _run_job(settings, journal)
        finally:
            journal.end()
        from orchestration.night_report import is_green, report

        print("\n".join(report(settings, journal, outcome, log)), file=terminal, flush=True)
    return GREEN if is_green(journal, outcome) else RED


def _run_job(settings: Settings, journal: Journal) -> "dg.ExecuteInProcessResult":
    # Planned events are written in one go; each alone costs 16 ms.
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
    from orchestration.dagster_home import ensure_dagster_home

    ensure_dagster_home(settings)
    journal.begin("prepare", "")
    import dagster as dg

    from orchestration.definitions import definitions

    job = definitions().resolve_job_def("nightly")
    with dg.DagsterInstance.get() as instance:
        return job.execute_in_process(instance=instance, raise_on_error=False, resources={"journal": journal})


@contextmanager
def _quiet(log: Path) -> Iterator[TextIO]:
    """Send all that dbt, Dagster and their processes print to the log file; yields what stood for stdout before."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = (os.dup(1), os.dup(2))
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as terminal, log.open("w", encoding="utf-8") as target:
        os.dup2(target.fileno(), 1)
        os.dup2(target.fileno(), 2)
        try:
            yield terminal
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, descriptor in enumerate(kept, start=1):
                os.dup2(descriptor, number)
                os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main())
