"""The copy in PostgreSQL as Dagster sees it: there only where a database is named."""

from typing import Any

import dagster as dg

from orchestration.freshness import FRESHNESS
from orchestration.journal import Journal
from orchestration.postgres.target import PostgresError, Target
from orchestration.publication import GROUP, HELPDESK
from orchestration.settings import Settings
from orchestration.steps import POOL, step, try_again


def postgres_assets() -> list[dg.AssetsDefinition]:
    """The asset downstream of the publication; none without HELPDESK_POSTGRES_DSN."""
    return [helpdesk_postgres] if Target.from_environment() else []


@dg.asset(deps=[HELPDESK], group_name=GROUP, kinds={"postgres"}, pool=POOL, freshness_policy=FRESHNESS)
def helpdesk_postgres(
    context: dg.AssetExecutionContext, journal: dg.ResourceParam[Journal]
) -> dg.MaterializeResult[Any]:
    """The published marts in schema marts of a PostgreSQL database, replaced as a whole."""
    from orchestration.publish_postgres import publish_postgres

    settings, target = Settings.from_environment(), Target.from_environment()
    if target is None:
        raise dg.Failure("HELPDESK_POSTGRES_DSN is not set", allow_retries=False)
    with step(settings.home, context.retry_number):
        journal.begin("postgres", "")
        try:
            copied = publish_postgres(settings.home, target)
        except PostgresError as error:
            if error.may_pass:
                try_again(context.retry_number, error)
            raise dg.Failure(str(error), allow_retries=False) from error
        journal.copied = copied
    counts = {"dagster/row_count": sum(copied.marts.values()), "seconds": round(copied.seconds, 3)}
    return dg.MaterializeResult(metadata={**counts, "place": copied.place})
