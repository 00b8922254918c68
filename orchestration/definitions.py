"""What Dagster sees: raw loads, their checks, the dbt project, the publication, and when they run."""

import dagster as dg

from orchestration.dagster_home import ensure_dagster_home
from orchestration.dbt_assets import dbt_resource, warehouse_assets
from orchestration.journal import Journal
from orchestration.operations import a_night_was_green, a_night_was_red, backfill_job, tidy_job, tidy_schedule
from orchestration.postgres.asset import postgres_assets
from orchestration.publication import published_assets
from orchestration.quality import raw_checks
from orchestration.raw_assets import raw_assets
from orchestration.raw_tables import read_raw_tables
from orchestration.reread import Reread
from orchestration.schedules import landed, nightly_job, nightly_schedule
from orchestration.settings import Settings


@dg.definitions
def definitions() -> dg.Definitions:
    """All definitions of this deployment; its settings come from the environment."""
    settings = Settings.from_environment()
    ensure_dagster_home(settings)
    systems = read_raw_tables(settings.staging)
    warehouse = warehouse_assets(settings)
    return dg.Definitions(
        assets=[*raw_assets(systems), warehouse, published_assets(warehouse), *postgres_assets()],
        asset_checks=raw_checks(systems),
        jobs=[nightly_job, backfill_job, tidy_job],
        schedules=[nightly_schedule(settings), tidy_schedule(settings)],
        sensors=[landed, a_night_was_green, a_night_was_red],
        resources={
            "dbt": dbt_resource(settings),
            "journal": dg.ResourceDefinition.hardcoded_resource(Journal()),
            "reread": Reread(),
        },
    )
