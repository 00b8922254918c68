"""The last step of the graph: what readers open, published only when every step and test before it is green."""

import time
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC
from typing import Any

import dagster as dg

from orchestration.dbt_assets import published_models
from orchestration.freshness import FRESHNESS, watermark
from orchestration.journal import Journal
from orchestration.publish import Published, publish
from orchestration.row_counts import Shrink, is_history, shrunk
from orchestration.settings import Settings
from orchestration.spark.target import SparkTarget
from orchestration.spark.views import publish_views
from orchestration.steps import POOL, step
from orchestration.viewer.door import reports_address

GROUP = "published"
CHECK = "row_counts"
HELPDESK = dg.AssetKey(["helpdesk"])
_ABOUT = "Rows per table and account against the last publication: a history that loses rows blocks this one."
_SPEC = dg.AssetCheckSpec(CHECK, asset=HELPDESK, description=_ABOUT)


def published_assets(warehouse: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The published file, downstream of every mart; a failed step or test before it keeps it from running."""
    marts = [key for key, group in warehouse.group_names_by_key.items() if group == "marts"]

    @dg.asset(
        key=HELPDESK,
        deps=marts,
        group_name=GROUP,
        kinds={"duckdb", "parquet"},
        pool=POOL,
        check_specs=[_SPEC],
        freshness_policy=FRESHNESS,
    )
    def helpdesk(context: dg.AssetExecutionContext, journal: dg.ResourceParam[Journal]) -> Iterator[Any]:
        """helpdesk.duckdb (schemas marts and ops) and marts/*.parquet, moved in as a whole."""
        settings, started = Settings.from_environment(), time.monotonic()
        with step(settings.home, context.retry_number):
            models = published_models(settings)
            journal.begin("publish", "tables", len(models))
            histories = {name: is_history(meta) for name, meta in models.items()}
            losses = shrunk(settings.home, histories, settings.allow_shrink)
            yield _verdict(losses)
            _stop(losses)
            published = _publish(settings, models)
            journal.advance(len(models))
            journal.published = published
        yield dg.MaterializeResult(metadata=_metadata(published, time.monotonic() - started))

    return helpdesk


def _publish(settings: Settings, models: Collection[str]) -> Published:
    """For readers on Spark, where it was built there, and for those of the file."""
    if spark := SparkTarget.from_environment():
        publish_views(spark, models)
    keeps_text = settings.personal_text == "keep"
    return publish(settings.home, models, keeps_text=keeps_text, memory_limit=settings.memory_limit)


def _verdict(losses: Sequence[Shrink]) -> dg.AssetCheckResult:
    blocks = any(loss.blocks for loss in losses)
    findings = "\n".join(f"- {loss.line()}" for loss in losses)
    records = [
        dg.TableRecord({"table": loss.table, "account": loss.source, "before": loss.before, "now": loss.now})
        for loss in losses
    ]
    return dg.AssetCheckResult(
        check_name=CHECK,
        passed=not losses,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        metadata={
            "losses": len(losses),
            **(
                {"lost_rows": dg.MetadataValue.table(records), "findings": dg.MetadataValue.md(findings)}
                if losses
                else {}
            ),
        },
    )


def _stop(losses: Sequence[Shrink]) -> None:
    """Raise Failure when a loss blocks the publication."""
    blocking = [loss for loss in losses if loss.blocks]
    if blocking:
        more = f" (and {len(blocking) - 1} more)" if len(blocking) > 1 else ""
        names = ",".join(sorted({loss.table for loss in blocking}))
        advice = f"if that is meant: HELPDESK_ALLOW_SHRINK={names}"
        raise dg.Failure(f"rows got lost: {blocking[0].line()}{more}; {advice}", allow_retries=False)


def _metadata(published: Published, seconds: float) -> dict[str, Any]:
    """What Dagster shows and plots: numbers become curves over the nights."""
    known = [as_of.replace(tzinfo=UTC) for as_of in published.as_of.values() if as_of]
    address = reports_address()
    return {
        "path": dg.MetadataValue.path(published.path),
        "dagster/row_count": sum(published.marts.values()),
        "seconds": round(seconds, 3),
        "bytes": published.path.stat().st_size,
        "quarantined_rows": published.ops["quarantine"],
        "tables": _table(published.marts | {f"ops.{name}": rows for name, rows in published.ops.items()}),
        "as_of": {source: str(as_of) for source, as_of in published.as_of.items()},
        **({"hours_behind": watermark(min(known))["hours_behind"]} if known else {}),
        **({"reports": dg.MetadataValue.url(address)} if address else {}),
    }


def _table(rows: dict[str, int]) -> dg.MetadataValue:
    records = [dg.TableRecord({"table": name, "rows": count}) for name, count in rows.items()]
    columns = [dg.TableColumn("table", "string"), dg.TableColumn("rows", "int")]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(columns))
