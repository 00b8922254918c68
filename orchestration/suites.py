"""Expectations on the raw rows of one table, as great-expectations runs and documents them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.checks import PATTERNS
from orchestration.raw_tables import RawColumn, RawTable

if TYPE_CHECKING:
    import pandas as pd

# No help desk kept tickets on a computer before.
EARLIEST = datetime.fromisoformat("1990-01-01T00:00:00")
# A load should hold between half and twice what the loads before it held.
USUAL_SHARE = (0.5, 2.0)
SHARE_COLUMN = "share_of_usual_rows"
EXAMPLES = 5


@dataclass(frozen=True)
class Batch:
    """Rows of one table to check.

    `rows`: the declared columns as trimmed text, `<name>_instant` (UTC) for each timestamp, `_source`, `_file`, `_row`.
    `volumes`: one row per source with `share_of_usual_rows`; empty where there are too few loads to compare with.
    `latest`: no instant (UTC) may be later. `row_total`: rows of the table in the lake.
    """

    table: RawTable
    rows: pd.DataFrame
    volumes: pd.DataFrame
    latest: datetime
    row_total: int


@dataclass(frozen=True)
class Verdict:
    """What great-expectations found: an error blocks the build, a warning shows."""

    passed: bool
    is_error: bool = False
    findings: list[str] = field(default_factory=list)
    rows_checked: int = 0
    rows_in_lake: int = 0
    expectations: int = 0


def instant_column(column: RawColumn) -> str:
    """Name of the column that holds the instant which a timestamp's text means."""
    return f"{column.name}_instant"


def check(batches: Sequence[Batch], docs: Path) -> dict[str, Verdict]:
    """Run the suites of one system and write its Data Docs (HTML) into the folder `docs`; verdicts by table."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    context.delete_data_docs_site("local_site")
    context.add_data_docs_site(site_name="raw", site_config=_site(docs))
    source = context.data_sources.add_pandas("raw")
    verdicts: dict[str, Verdict] = {}
    for batch in batches:
        results = _run(context, source, batch.table.name, batch.rows, list(_row_expectations(batch)))
        if len(batch.volumes):
            results += _run(context, source, f"{batch.table.name}_volume", batch.volumes, [_volume_expectation()])
        verdicts[batch.table.name] = _verdict(results, batch)
    context.build_data_docs()
    return verdicts


def _site(docs: Path) -> Any:
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs)}
    index = {"class_name": "DefaultSiteIndexBuilder"}
    return {"class_name": "SiteBuilder", "store_backend": store, "site_index_builder": index}


def _row_expectations(batch: Batch) -> Iterator[Any]:
    """Errors for what the loader promises of kept rows; warnings for what may be odd in an export."""
    from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween
    from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
    from great_expectations.expectations.core.expect_column_values_to_match_regex import ExpectColumnValuesToMatchRegex
    from great_expectations.expectations.core.expect_column_values_to_not_be_null import ExpectColumnValuesToNotBeNull
    from great_expectations.expectations.core.expect_table_columns_to_match_set import ExpectTableColumnsToMatchSet
    from great_expectations.expectations.metadata_types import FailureSeverity

    error, warning = FailureSeverity.CRITICAL, FailureSeverity.WARNING
    table = batch.table
    yield ExpectTableColumnsToMatchSet(column_set=list(table.column_names), exact_match=False, severity=error)
    for name in table.needed:
        yield ExpectColumnValuesToNotBeNull(column=name, severity=error)
    for column in table.columns:
        strict = column.required or column.name in table.key
        severity = error if strict else warning
        if pattern := _pattern(column):
            yield ExpectColumnValuesToMatchRegex(column=column.name, regex=pattern, severity=severity)
        if column.words:
            yield ExpectColumnValuesToBeInSet(column=column.name, value_set=list(column.words), severity=severity)
        if column.data_type == "timestamp":
            # What is due or valid until some day may well lie ahead.
            ahead = column.name.endswith(("_due_at", "_due", "_until"))
            bounds = {"min_value": EARLIEST, "max_value": None if ahead else batch.latest}
            yield ExpectColumnValuesToBeBetween(column=instant_column(column), severity=warning, **bounds)


def _pattern(column: RawColumn) -> str | None:
    """What a value of the column's type looks like; None where every text is one, or a format of its own says it."""
    if column.data_type == "boolean":
        return r"(?i)^(true|false|t|f|yes|no|1|0)$"
    pattern = None if column.formats else PATTERNS.get(column.data_type)
    return f"^(?:{pattern})$" if pattern else None


def _volume_expectation() -> Any:
    from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween
    from great_expectations.expectations.metadata_types import FailureSeverity

    least, most = USUAL_SHARE
    return ExpectColumnValuesToBeBetween(
        column=SHARE_COLUMN, min_value=least, max_value=most, severity=FailureSeverity.WARNING
    )


def _run(context: Any, source: Any, name: str, rows: pd.DataFrame, expectations: Sequence[Any]) -> list[Any]:
    """Results of a suite on one frame; failing rows are named by file and row number."""
    import great_expectations as gx

    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("newest")
    suite = context.suites.add(gx.ExpectationSuite(name=name, expectations=list(expectations)))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=name, data=batch, suite=suite))
    index = [column for column in ("_source", "_file", "_row") if column in rows.columns]
    shape = {"result_format": "SUMMARY", "partial_unexpected_count": EXAMPLES, "unexpected_index_column_names": index}
    checkpoint = gx.Checkpoint(name=name, validation_definitions=[definition], result_format=shape)
    outcome = context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": rows})
    return [result for run in outcome.run_results.values() for result in run.results]


def _verdict(results: Sequence[Any], batch: Batch) -> Verdict:
    failed = [result for result in results if not result.success]
    errors = [result for result in failed if result.expectation_config.severity == "critical"]
    return Verdict(
        passed=not failed,
        is_error=bool(errors),
        findings=[_finding(result) for result in [*errors, *(result for result in failed if result not in errors)]],
        rows_checked=len(batch.rows),
        rows_in_lake=batch.row_total,
        expectations=len(results),
    )


def _finding(result: Any) -> str:
    """One line: the column, what was expected, how many rows fail, and where the first of them stand."""
    settings, found = result.expectation_config, result.result
    what = settings.type.removeprefix("expect_").replace("_", " ")
    column = settings.kwargs.get("column", "")
    examples = "; ".join(_example(row, column) for row in found.get("partial_unexpected_index_list", [])[:EXAMPLES])
    if result.exception_info.get("raised_exception"):
        return f"{column}: {what} could not be checked: {result.exception_info.get('exception_message')}"
    if "unexpected_count" not in found:
        return f"{what}: {found.get('details', found.get('observed_value'))}"
    share = f"{found['unexpected_count']:,} of {found['element_count']:,} rows"
    return f"{column}: {what}: {share}" + (f" ({examples})" if examples else "")


def _example(row: Mapping[str, Any], column: str) -> str:
    if "_file" not in row:
        return f"{row.get('_source', '')}: {row.get(column)}"
    return f"{row['_source']}/{row['_file']} row {row['_row']}: {row.get(column)}"
