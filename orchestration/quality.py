"""Quality gate on raw data: great-expectations suites per raw table as Dagster asset checks, before dbt runs."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import dagster as dg

from orchestration.journal import Journal
from orchestration.raw_assets import raw_key
from orchestration.raw_batches import EARLIER_LOADS, ROW_CAP, Load, read_batch, read_loads
from orchestration.raw_tables import RawTable
from orchestration.settings import Settings
from orchestration.steps import POOL, step
from orchestration.suites import EARLIEST, EXAMPLES, USUAL_SHARE, Batch, Verdict, check
from orchestration.swap import swap_in

CHECK = "raw_quality"


def raw_checks(systems: Mapping[str, Mapping[str, RawTable]]) -> list[dg.AssetChecksDefinition]:
    """One step per source system with a blocking check for each of its raw tables."""
    return [_system_checks(system, list(tables.values())) for system, tables in systems.items()]


def _system_checks(system: str, tables: Sequence[RawTable]) -> dg.AssetChecksDefinition:
    about = "Columns, required values, accepted words (errors); plausible times, usual volume (warnings)."
    specs = [dg.AssetCheckSpec(CHECK, asset=raw_key(table), blocking=True, description=about) for table in tables]

    @dg.multi_asset_check(name=f"check_{system}", specs=specs, can_subset=True, pool=POOL)
    def checks(
        context: dg.AssetCheckExecutionContext, journal: dg.ResourceParam[Journal]
    ) -> Iterator[dg.AssetCheckResult]:
        settings = Settings.from_environment()
        chosen = {key.asset_key for key in context.selected_asset_check_keys}
        with step(settings.home, context.retry_number):
            journal.begin(f"check {system}", "tables")
            verdicts = system_verdicts(settings, system, tables)
            journal.advance(len(verdicts))
        for table in tables:
            if raw_key(table) in chosen:
                yield _result(table, verdicts.get(table.name, Verdict(passed=True)), docs_of(settings, system))

    return checks


def docs_of(settings: Settings, system: str) -> Path:
    """Folder of a system's Data Docs."""
    return settings.home / "data_docs" / system


def system_verdicts(settings: Settings, system: str, tables: Sequence[RawTable]) -> dict[str, Verdict]:
    """Verdict of each table that has rows in the lake.

    Loads never change, so the verdicts stand until a load comes or a declaration changes: a night without news does
    not even import great-expectations.
    """
    import duckdb

    remembered = settings.home / "checks" / f"{system}.json"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        loads = read_loads(connection, settings, system)
        state = _fingerprint(tables, loads)
        if remembered.exists() and (known := json.loads(remembered.read_text("utf-8")))["state"] == state:
            return {name: Verdict(**verdict) for name, verdict in known["verdicts"].items()}
        batches = [
            read_batch(connection, settings, table, loads[table.name]) for table in tables if table.name in loads
        ]
    verdicts = _documented(batches, docs_of(settings, system)) if batches else {}
    remembered.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"state": state, "verdicts": {name: asdict(verdict) for name, verdict in verdicts.items()}})
    half = remembered.with_suffix(".new")
    half.write_text(text, "utf-8")
    os.replace(half, remembered)
    return verdicts


def _documented(batches: Sequence[Batch], docs: Path) -> dict[str, Verdict]:
    new = docs.with_name(f"{docs.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    verdicts = check(batches, new)
    swap_in(new, docs)
    return verdicts


def _fingerprint(tables: Sequence[RawTable], loads: Mapping[str, Sequence[Load]]) -> str:
    rules = (EARLIEST, USUAL_SHARE, EXAMPLES, ROW_CAP, EARLIER_LOADS)
    known = [(table, loads.get(table.name, [])) for table in tables]
    return hashlib.sha256(repr((rules, known)).encode()).hexdigest()


def _result(table: RawTable, verdict: Verdict, docs: Path) -> dg.AssetCheckResult:
    findings = "\n".join(f"- {line}" for line in verdict.findings)
    return dg.AssetCheckResult(
        asset_key=raw_key(table),
        check_name=CHECK,
        passed=verdict.passed,
        severity=dg.AssetCheckSeverity.ERROR if verdict.is_error else dg.AssetCheckSeverity.WARN,
        metadata={
            "rows_checked": verdict.rows_checked,
            "rows_in_lake": verdict.rows_in_lake,
            "row_cap": ROW_CAP,
            "expectations": verdict.expectations,
            "data_docs": dg.MetadataValue.path(docs / "index.html"),
            **({"findings": dg.MetadataValue.md(findings)} if findings else {}),
        },
    )
