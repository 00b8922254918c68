"""The last step of the graph: what readers open, published only when every step and test before it is green."""

import dagster as dg

from orchestration.dbt_assets import published_models
from orchestration.journal import Journal
from orchestration.publish import publish
from orchestration.settings import Settings
from orchestration.steps import POOL, step

GROUP = "published"


def published_assets(warehouse: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The published file, downstream of every mart; a failed step or test before it keeps it from running."""
    marts = [key for key, group in warehouse.group_names_by_key.items() if group == "marts"]

    @dg.asset(key=["helpdesk"], deps=marts, group_name=GROUP, kinds={"duckdb", "parquet"}, pool=POOL)
    def helpdesk(journal: dg.ResourceParam[Journal]) -> dg.MaterializeResult:
        """helpdesk.duckdb (schemas marts and ops) and marts/*.parquet, moved in as a whole."""
        settings = Settings.from_environment()
        with step(settings.home):
            names = published_models(settings)
            journal.begin("publish", "tables", len(names))
            published = publish(settings.home, names)
            journal.advance(len(names))
            journal.published = published
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(published.path),
                "dagster/row_count": sum(published.marts.values()),
                "tables": _table(published.marts | {f"ops.{name}": rows for name, rows in published.ops.items()}),
                "as_of": {source: str(as_of) for source, as_of in published.as_of.items()},
            }
        )

    return helpdesk


def _table(rows: dict[str, int]) -> dg.MetadataValue:
    records = [dg.TableRecord({"table": name, "rows": count}) for name, count in rows.items()]
    columns = [dg.TableColumn("table", "string"), dg.TableColumn("rows", "int")]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(columns))
