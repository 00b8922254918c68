"""Old runs of Dagster: their events, files and logs, once they are older than the retention."""

import shutil
from datetime import UTC, datetime, timedelta

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from orchestration.dagster_home import ensure_dagster_home
from orchestration.settings import Settings

_OVER = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


def remove_runs(settings: Settings, now: datetime | None = None) -> int:
    """Remove runs that ended and were made longer before `now` than the retention; the newest green one always stays.

    Returns their number. Raises OSError when a file of theirs cannot be removed.
    """
    home = ensure_dagster_home(settings)
    oldest = (now or datetime.now(UTC)) - timedelta(days=settings.retention_days)
    with dg.DagsterInstance.get() as instance:
        newest = instance.get_runs(RunsFilter(statuses=[DagsterRunStatus.SUCCESS]), limit=1)
        kept = {run.run_id for run in newest}
        old = instance.get_runs(RunsFilter(statuses=_OVER, created_before=oldest))
        gone = [run.run_id for run in old if run.run_id not in kept]
        for run_id in gone:
            instance.delete_run(run_id)
            shutil.rmtree(home / "storage" / run_id, ignore_errors=True)
    for run_id in gone:
        # With SQLite every run has a file of its own, which stays when its rows go.
        for ending in ("db", "db-shm", "db-wal", "db-journal"):
            path = home / "history" / "runs" / f"{run_id}.{ending}"
            if path.exists():
                path.unlink()
    return len(gone)
