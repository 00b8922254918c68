"""The nightly: `python -m orchestration.nightly` runs the Dagster job from raw exports to the published file.

Exit code 0 only when all of it is green. Quarantined rows, refused files and warnings are said, and are not red.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from orchestration import alerts, disk, status, stop
from orchestration.journal import Journal, journal_for
from orchestration.landing_state import landing_state
from orchestration.last_build import build_digest
from orchestration.lock import WriterBusyError, writer
from orchestration.postgres.target import Target
from orchestration.settings import Settings
from orchestration.spark.target import SparkTarget

if TYPE_CHECKING:
    import dagster as dg

GREEN, RED = 0, 1
NOTHING_NEW = "nothing new has landed since the last green night; it stands in"
STOPPED = "stopped; nothing was published, the next run goes on from here"
# Runs with this tag tell people themselves; Dagster's sensors do it for the others.
TOLD = "helpdesk/told"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one nightly; returns the exit code."""
    try:
        settings, since = _given(arguments)
    except ValueError as error:
        return _refused(error)
    try:
        if trouble := disk.trouble(settings.home):
            return _refused(OSError(trouble))
        with writer(settings.home):
            return _night(settings, since)
    except WriterBusyError as error:
        return _refused(error)
    except Exception as error:
        line = disk.in_one_line(settings.home, error)
        if not line and not isinstance(error, OSError | ValueError):
            raise
        print(f"nightly: {line or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"nightly: {STOPPED}", file=sys.stderr)
    return RED


def _given(arguments: Sequence[str] | None) -> tuple[Settings, str]:
    """Settings, and the day from which deliveries are read again ('' for none)."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.nightly", description="Run the nightly once.")
    parser.add_argument("--landing", help="folder of the exports (default: HELPDESK_LANDING, else landing/)")
    parser.add_argument("--home", help="folder for all that is written (default: HELPDESK_HOME, else var/)")
    parser.add_argument(
        "--reread-from", metavar="DAY", type=date.fromisoformat, help="read deliveries since then again"
    )
    given = parser.parse_args(arguments)
    for name in ("landing", "home"):
        if value := getattr(given, name):
            os.environ[f"HELPDESK_{name.upper()}"] = str(Path(value).expanduser().absolute())
    return Settings.from_environment(), given.reread_from.isoformat() if given.reread_from else ""


def _refused(error: Exception) -> int:
    """A night that cannot begin: there is no home for a status, or the status there belongs to another run."""
    print(f"nightly: {error}", file=sys.stderr)
    failure = f"the nightly did not run: {error}"
    _say(alerts.send(f"help-desk marts: RED: {failure}", {"state": status.RED, "failure": failure}))
    return RED


def _night(settings: Settings, since: str) -> int:
    # Before anything is read: what lands meanwhile is for the next night.
    made_from = f"{landing_state(settings.landing)[0]}/{build_digest(settings)}"
    made_from += "/postgres" if Target.from_environment() else ""
    spark = SparkTarget.from_environment()
    made_from += "/on_spark" if spark and not spark.bring_back else ""
    if not since and status.is_current(settings.home, made_from):
        print(f"{NOTHING_NEW} {settings.home / 'helpdesk.duckdb'}\ngreen")
        return GREEN
    log = settings.home / "logs" / "nightly.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    started_at = status.begin(settings.home).started_at
    try:
        failure = _run(settings, since, log)
    except BaseException as error:
        failure = disk.in_one_line(settings.home, error) or f"{type(error).__name__}: {error}"
        _end(settings, started_at, STOPPED if isinstance(error, KeyboardInterrupt) else failure, made_from)
        raise
    _end(settings, started_at, failure, made_from)
    return RED if failure else GREEN


def _run(settings: Settings, since: str, log: Path) -> str | None:
    """Run the job and report; returns what failed first, None when all of it is green."""
    with _quiet(log) as terminal:
        journal = journal_for(terminal)
        try:
            outcome = _run_job(settings, journal, since)
        finally:
            journal.end()
        from orchestration.failures import first_failure
        from orchestration.night_report import is_green, report

        failure = first_failure(outcome.all_events) or "nothing was published"
        print("\n".join(report(settings, journal, outcome, log)), file=terminal, flush=True)
        return None if is_green(journal, outcome) else failure


def _run_job(settings: Settings, journal: Journal, since: str) -> "dg.ExecuteInProcessResult":
    # Planned events are written in one go; each alone costs 16 ms.
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
    from orchestration.dagster_home import ensure_dagster_home

    dagster_home = ensure_dagster_home(settings)
    journal.begin("prepare", "")
    from orchestration.dagster_runs import end_dead_runs
    from orchestration.definitions import definitions
    from orchestration.event_log import instance_of
    from orchestration.reread import Reread
    from orchestration.systems import keys_in_use

    defined = definitions()
    job = defined.resolve_job_def("nightly").get_subset(asset_selection=keys_in_use(settings, defined))
    with instance_of(dagster_home) as instance:
        end_dead_runs(instance, {TOLD: "yes"})
        resources = {"journal": journal, "reread": Reread(since=since)}
        stop.raise_if_asked()
        return job.execute_in_process(instance=instance, raise_on_error=False, resources=resources, tags={TOLD: "yes"})


def _end(settings: Settings, started_at: str, failure: str | None, made_from: str) -> None:
    """Write the status, tell people, tidy up after a green night; what goes wrong with that is said and no more."""
    try:
        _say(status.end(settings, started_at, failure, made_from=made_from).problems)
        if failure is None:
            from orchestration.retention import tidy

            _say(tidy(settings).problems)
    except OSError as error:
        # A disk that ended the night has been named.
        _say([] if failure and disk.trouble(settings.home) else [str(error)])


def _say(problems: Sequence[str]) -> None:
    for problem in problems:
        print(f"nightly: {problem}", file=sys.stderr)


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
    stop.heed()
    sys.exit(main())
