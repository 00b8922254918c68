"""Runs of Dagster that are over: those whose process died, and those that are older than the retention."""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from orchestration.dagster_home import ensure_dagster_home
from orchestration.settings import Settings

_OVER = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


def end_dead_runs(instance: dg.DagsterInstance, tags: Mapping[str, str]) -> int:
    """Enter runs with these tags that are not over as failed, and empty the pool; returns their number.

    For who holds the home folder for writing: no process of those runs lives, and no step of any other writes. What a
    step that died holds of the pool nobody gives back, and every later run would wait for it, for ever.
    """
    storage = instance.event_log_storage
    runs = instance.get_runs(RunsFilter(tags=dict(tags)))
    dead = [run for run in runs if run.status not in _OVER]
    for run in dead:
        instance.report_run_failed(run, "its process ended without a word")
    for run_id in storage.get_concurrency_run_ids() & {run.run_id for run in runs}:
        storage.free_concurrency_slots_for_run(run_id)
    for pool in storage.get_concurrency_keys():
        for slot in storage.get_concurrency_info(pool).claimed_slots:
            storage.free_concurrency_slot_for_step(slot.run_id, slot.step_key)
    return len(dead)


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
