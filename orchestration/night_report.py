"""What a nightly says at its end: a few lines, from loaded files to where to look."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.failing_rows import first_rows, table_of
from orchestration.failures import failure_line
from orchestration.journal import Journal
from orchestration.published_file import published_as_of
from orchestration.settings import PROJECT, Settings

if TYPE_CHECKING:
    import dagster as dg

RED_STATUSES = ("error", "fail", "runtime error")
# A long list says no more than its head.
MOST_LINES = 20
MOST_FILES = 5


def is_green(journal: Journal, outcome: dg.ExecuteInProcessResult) -> bool:
    """Whether every step, check and test held, so that the publication took place."""
    return outcome.success and journal.published is not None


def report(settings: Settings, journal: Journal, outcome: dg.ExecuteInProcessResult, log: Path) -> list[str]:
    """The closing lines, without a line break at their ends."""
    lines = ["", *_loaded(journal), *_quarantined(settings, journal), *_set_aside(journal)]
    lines += [*_raw_checks(outcome), *_tests(settings), *_row_counts(outcome)]
    lines += [*_failed_steps(settings, journal, outcome)]
    lines += [
        *_published(journal),
        f"look at: {settings.home / 'data_docs'} (raw checks), {log} (log), make dev (Dagster)",
        *_reports(settings, journal),
    ]
    lines.append("green" if is_green(journal, outcome) else _kept(settings, journal))
    return lines


def _kept(settings: Settings, journal: Journal) -> str:
    if journal.published:
        return f"RED: {journal.published.path} is new, and PostgreSQL keeps what it had"
    dates = ", ".join(f"{source} as of {as_of}" for source, as_of in published_as_of(settings.home).items())
    have = f"readers keep what they had ({dates})" if dates else "readers have nothing yet"
    return f"RED: nothing was published, {have}"


def _loaded(journal: Journal) -> Iterator[str]:
    for system, forgotten in journal.forgotten.items():
        kept = f"; {forgotten.kept:,} stay, since not all of their files are landed" if forgotten.kept else ""
        yield f"read again: {forgotten.loads:,} loads of {system}{kept}"
    new = [result for result in journal.files if result.status == "loaded"]
    known = sum(result.status == "already_loaded" for result in journal.files)
    rows, seconds = sum(result.row_count for result in new), journal.load_seconds
    speed = f"{rows / max(seconds, 0.001):,.0f} rows/s"
    again = f"; {known:,} files were known already" if known else ""
    yield f"loaded: {len(new):,} files, {rows:,} rows in {seconds:.1f} s ({speed}){again}"
    repeated = sum(result.repeated_count for result in new)
    if repeated:
        yield f"  {repeated:,} rows were exact repeats"
    yield from _short([f"  {_place(result)}: {result.reason}" for result in new if result.reason])


def _quarantined(settings: Settings, journal: Journal) -> Iterator[str]:
    """Rows of this run's loads that were held back, by reason, with the files they stand in."""
    new = [result for result in journal.files if result.status == "loaded" and result.quarantined_count]
    loads = {result.load_id for result in new if result.load_id}
    if not loads:
        yield "quarantined: no rows"
        return
    import duckdb

    found = duckdb.execute(
        """
        select reason, count(*), list(distinct source || '/' || file order by source || '/' || file)
        from read_parquet($files, union_by_name = true) where load_id in (select unnest($loads))
        group by reason order by reason
        """,
        {"files": str(settings.lake / "quarantine" / "*.parquet"), "loads": sorted(loads)},
    ).fetchall()
    yield f"quarantined: {sum(count for _, count, _ in found):,} rows (table ops.quarantine)"
    for reason, count, files in found:
        more = f" and {len(files) - MOST_FILES} more" if len(files) > MOST_FILES else ""
        yield f"  {reason}: {count:,} in {', '.join(files[:MOST_FILES])}{more}"


def _set_aside(journal: Journal) -> Iterator[str]:
    refused = [f"  {_place(result)}: {result.reason}" for result in journal.files if result.status == "refused"]
    yield f"set aside: {len(refused)} files" if refused else "set aside: no files"
    yield from _short(refused)


def _place(result: Any) -> str:
    return "/".join(part for part in (result.source, result.file) if part)


def _raw_checks(outcome: dg.ExecuteInProcessResult) -> Iterator[str]:
    from orchestration.quality import CHECK

    checks = [check for check in outcome.get_asset_check_evaluations() if check.check_name == CHECK]
    checks = [check for check in checks if check.metadata["rows_checked"].value]
    failed = [check for check in checks if not check.passed]
    errors = sum(check.severity.value == "ERROR" for check in failed)
    yield f"raw checks: {len(checks) - len(failed)} tables passed, {errors} failed, {len(failed) - errors} warned"
    for check in failed:
        findings = check.metadata.get("findings")
        head = f"  {check.severity.value.lower()} {'/'.join(check.asset_key.path)}"
        yield from _short([f"{head} {line}" for line in str(findings.value if findings else "").splitlines()])


def _row_counts(outcome: dg.ExecuteInProcessResult) -> Iterator[str]:
    """Published tables that lose rows."""
    from orchestration.publication import CHECK

    for check in outcome.get_asset_check_evaluations():
        if check.check_name == CHECK and not check.passed:
            lines = str(check.metadata["findings"].value).splitlines()
            yield f"row counts: {len(lines)} tables and accounts have fewer rows than published"
            yield from _short([f"  {check.severity.value.lower()} {line}" for line in lines])


def _tests(settings: Settings) -> Iterator[str]:
    """Counts of dbt's tests, and each that did not pass with what it found and where."""
    path = _run_results(settings)
    if not path.exists():
        yield "tests: dbt did not run"
        return
    results = json.loads(path.read_text("utf-8"))["results"]
    tests = [result for result in results if result["unique_id"].split(".")[0] in ("test", "unit_test")]
    counts = Counter("failed" if result["status"] in RED_STATUSES else result["status"] for result in tests)
    models = sum(result["status"] == "success" for result in results)
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    verdicts = f"{counts['pass']} passed, {counts['failed']} failed, {counts['warn']} warned{skipped}"
    yield f"tests: {verdicts}; {models} tables and views built"
    bad = [result for result in results if result["status"] in (*RED_STATUSES, "warn")]
    for result in sorted(bad, key=lambda result: result["status"] == "warn")[:MOST_LINES]:
        yield from _test(settings, result)


def _test(settings: Settings, result: dict[str, Any]) -> Iterator[str]:
    message = " ".join((result.get("message") or "").split())
    yield f"  {result['status']} {result['unique_id'].split('.')[2]}: {message[:400]}"
    if relation := result.get("relation_name"):
        yield f"    rows: {settings.home / 'warehouse.duckdb'}, table {table_of(relation)}"
        if result["status"] in RED_STATUSES:
            yield from (f"    {row}" for row in _rows(settings, relation))


def _rows(settings: Settings, relation: str) -> list[str]:
    """The first rows that failed a test, as JSON."""
    import duckdb

    with duckdb.connect(str(settings.home / "warehouse.duckdb"), read_only=True) as warehouse:
        return first_rows(warehouse, relation)


def _failed_steps(settings: Settings, journal: Journal, outcome: dg.ExecuteInProcessResult) -> Iterator[str]:
    for event in outcome.all_events:
        if event.is_step_failure:
            yield f"failed: {failure_line(event)}"
    if journal.dbt_errors and not _run_results(settings).exists():
        # dbt stopped before its first node: there are no results to name, only what it said.
        lines = [line for message in journal.dbt_errors for line in message.splitlines() if line.strip()]
        yield from _short([f"  dbt: {line}" for line in lines])


def _run_results(settings: Settings) -> Path:
    """Results of this run's build; the build removes those of the night before."""
    return settings.home / "dbt" / "run_results.json"


def _published(journal: Journal) -> Iterator[str]:
    published = journal.published
    if published is None:
        return
    rows = sum(published.marts.values())
    yield f"published: {len(published.marts)} marts, {rows:,} rows: {published.place()}"
    for source, as_of in published.as_of.items():
        yield f"  {source}: as of {as_of} UTC"
    if journal.copied:
        yield f"postgres: {journal.copied.line()}"


def _reports(settings: Settings, journal: Journal) -> Iterator[str]:
    """How to open the reports of this home, once there are any."""
    if journal.published is not None and not journal.published.on_spark:
        usual = settings.home == PROJECT / "var"
        yield f"the reports: {'' if usual else f'HELPDESK_HOME={shlex.quote(str(settings.home))} '}make reports"


def _short(lines: Sequence[str]) -> list[str]:
    more = [f"  and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    return [*lines[:MOST_LINES], *more]
