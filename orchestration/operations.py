"""Dagster's part in running it: a backfill from a day, tidying up, and telling people how its own runs ended."""

from datetime import UTC, datetime

import dagster as dg

from orchestration.failures import first_failure
from orchestration.nightly import TOLD
from orchestration.reread import Reread
from orchestration.retention import tidy
from orchestration.schedules import nightly_job
from orchestration.settings import Settings
from orchestration.status import end
from orchestration.steps import POOL, step

backfill_job = dg.define_asset_job(
    "backfill",
    selection=dg.AssetSelection.all(),
    description="The nightly, with every delivery from a day on read again and all tables built in full.",
    config=dg.RunConfig(resources={"reread": Reread(since="YYYY-MM-DD")}),
    executor_def=dg.in_process_executor,
)


@dg.op(pool=POOL)
def remove_what_is_old(context: dg.OpExecutionContext) -> None:
    """Remove old runs and logs, and make small files one."""
    settings = Settings.from_environment()
    with step(settings.home, context.retry_number):
        tidied = tidy(settings)
    context.log.info(tidied.line())
    context.add_output_metadata(dict(tidied.counts))
    if tidied.problems:
        raise dg.Failure("; ".join(tidied.problems), allow_retries=False)


@dg.job(name="tidy", executor_def=dg.in_process_executor)
def tidy_job() -> None:
    """Remove what no night and no reader needs any more."""
    remove_what_is_old()


def tidy_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Tidying up, Sundays at 05:00 in the reporting time zone."""
    return dg.ScheduleDefinition(
        name="every_week", job=tidy_job, cron_schedule="0 5 * * 0", execution_timezone=settings.reporting_timezone
    )


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.FAILURE,
    monitored_jobs=[nightly_job, backfill_job],
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def a_night_was_red(context: dg.RunStatusSensorContext) -> None:
    """Writes the status and tells people, for nights that Dagster started."""
    close(context)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[nightly_job, backfill_job],
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def a_night_was_green(context: dg.RunStatusSensorContext) -> None:
    """Writes the status, and tells people when it is the first green night after a red one."""
    close(context)


def close(context: dg.RunStatusSensorContext) -> None:
    """Write how a night of Dagster's own ended, and tell people; `make nightly` does both for itself."""
    run = context.dagster_run
    if TOLD in run.tags:
        return
    logs = context.instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    failure = first_failure(log.dagster_event for log in logs if log.dagster_event)
    if failure is None and run.status != dg.DagsterRunStatus.SUCCESS:
        failure = "the run ended without a failed step: its process died, or it could not start"
    record = context.instance.get_run_record_by_id(run.run_id)
    started = datetime.fromtimestamp(record.start_time, UTC) if record and record.start_time else datetime.now(UTC)
    status = end(Settings.from_environment(), started.isoformat(timespec="seconds").replace("+00:00", "Z"), failure)
    for problem in status.problems:
        context.log.warning(problem)
