"""Which source systems a night has to do with: the others' tables would cost events, and say nothing."""

import dagster as dg

from orchestration.lake import ensure_lake
from orchestration.landing import scan
from orchestration.raw_assets import raw_key
from orchestration.raw_tables import read_raw_tables
from orchestration.settings import Settings


def systems_in_lake(settings: Settings) -> list[str]:
    """Source systems that have loads in the lake; dbt builds the adapters of these alone."""
    import duckdb

    rows = duckdb.execute(
        """
        select distinct source_system from read_parquet($1, union_by_name = true)
        where status in ('loaded', 'already_loaded') order by source_system
        """,
        [str(settings.lake / "files" / "*.parquet")],
    ).fetchall()
    return [system for (system,) in rows]


def keys_in_use(settings: Settings, definitions: dg.Definitions) -> set[dg.AssetKey]:
    """Every asset but the raw tables of systems that have neither landed nor been loaded."""
    ensure_lake(settings)
    systems = read_raw_tables(settings.staging)
    landed = {file.table.system for file in scan(settings.landing, systems).files}
    unused = systems.keys() - landed.union(systems_in_lake(settings))
    idle = {raw_key(table) for system in unused for table in systems[system].values()}
    return {spec.key for spec in definitions.resolve_all_asset_specs()} - idle
