"""When the nightly runs by itself: every night, and when something lands."""

import time

import dagster as dg

from orchestration.landing_state import landing_state
from orchestration.settings import Settings

# Exports are copied in file by file: a folder that changed a moment ago is not finished.
QUIET_SECONDS = 60

nightly_job = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Load what landed, check it, build and test the warehouse, publish when all of it is green.",
    # dbt does the parallel work; a process per step would only cost.
    executor_def=dg.in_process_executor,
)


def nightly_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """The nightly at 02:00 in the reporting time zone."""
    return dg.ScheduleDefinition(
        name="every_night", job=nightly_job, cron_schedule="0 2 * * *", execution_timezone=settings.reporting_timezone
    )


@dg.sensor(job=nightly_job, minimum_interval_seconds=QUIET_SECONDS)
def landed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Runs the nightly when the landing folder has changed and has been quiet for a minute."""
    state, newest = landing_state(Settings.from_environment().landing)
    if not state:
        return dg.SkipReason("nothing has landed")
    if state == context.cursor:
        return dg.SkipReason("nothing new")
    if time.time() - newest < QUIET_SECONDS:
        return dg.SkipReason("files are still coming in")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=state)], cursor=state)
