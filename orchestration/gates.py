"""The table of what blocks a publication and what only shows, for the page on running it.

`python -m orchestration.gates` renews it; a test fails when it is stale.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from orchestration.generated import between_markers
from orchestration.raw_batches import EARLIER_LOADS, ROW_CAP
from orchestration.row_counts import BLOCKING_ROWS, BLOCKING_SHARE, STATE_SHARE, WARNING_SHARE
from orchestration.settings import PROJECT
from orchestration.suites import EARLIEST, USUAL_SHARE

PAGE = PROJECT / "orchestration" / "README.md"

_RAW = "Data Docs, check `raw_quality` of the raw table"
_TEST = "check of the model, its table in schema `test_failures`"
_COUNTS = "check `row_counts` of `helpdesk`"


def gates_table() -> str:
    """Markdown table of every gate on the way from a file to readers, in that order."""
    lines = ["| gate | what | does | look at |", "|---|---|---|---|"]
    gates = [*_loader(), *_raw_checks(), *_dbt(PROJECT), *_row_counts()]
    return "\n".join([*lines, *(f"| {' | '.join(gate)} |" for gate in gates)])


def _loader() -> Iterator[tuple[str, str, str, str]]:
    yield "loader", "a row breaks the export contract", "the row to quarantine", "`ops.quarantine`"
    yield "loader", "a file cannot be read, or no table takes it", "the file set aside", "`ops.load_audit`"
    lost = "rows read are not kept + quarantined + repeated"
    yield "loader", lost, "**blocks**", "the step's failure"


def _raw_checks() -> Iterator[tuple[str, str, str, str]]:
    of = f"of the newest {ROW_CAP:,} rows that are current"
    yield "raw check", "a declared column is missing", "**blocks**", _RAW
    promised = f"a required value is missing, of the wrong type or not among its words, {of}"
    yield "raw check", promised, "**blocks**", _RAW
    yield "raw check", "the same in an optional column, where it became NULL", "warns", _RAW
    when = f"a time before {EARLIEST:%Y}, or more than a day after the newest export (not what is due)"
    yield "raw check", when, "warns", _RAW
    least, most = USUAL_SHARE
    volume = (
        f"the newest export of an account has less than {least:g} or more than {most:g} times the rows of a table that"
        f" its earlier ones had (median, {EARLIER_LOADS} or more; complete ones against complete ones)"
    )
    yield "raw check", volume, "warns", _RAW


def _dbt(project: Path) -> Iterator[tuple[str, str, str, str]]:
    warning = sorted({name for name, severity in dbt_tests(project) if severity == "warn"})
    names = ", ".join(f"`{name}`" for name in warning)
    yield "dbt", "a model cannot be built, or breaks its contract", "**blocks**", "the step's failure"
    yield "dbt test", f"{names}: a reference leads nowhere; the row stays", "warns", _TEST
    yield (
        "dbt test",
        "every other: keys, words, laws of a row, identities between tables; unit tests",
        "**blocks**",
        _TEST,
    )


def _row_counts() -> Iterator[tuple[str, str, str, str]]:
    blocks = (
        f"a table with a history has, for an account, no row left of those published, or lost more than"
        f" {BLOCKING_SHARE:.0%} of them and at least {BLOCKING_ROWS}"
    )
    yield "row counts", blocks, "**blocks**, unless `HELPDESK_ALLOW_SHRINK` names the table", _COUNTS
    yield "row counts", f"the same, more than {WARNING_SHARE:.0%} lost", "warns", _COUNTS
    state = f"a table of the state of now lost more than {STATE_SHARE:.0%}; a table is built no more"
    yield "row counts", state, "warns", _COUNTS


def dbt_tests(project: Path) -> Iterator[tuple[str, str]]:
    """Name and severity of every data test that a yml or a file of the project declares."""
    for folder in ("dbt_project/models", "seeds"):
        for path in sorted((project / folder).rglob("*.yml")):
            yield from _declared(yaml.safe_load(path.read_text("utf-8")))
    for path in sorted((project / "tests" / "dbt").glob("*.sql")):
        yield path.stem, "warn" if "severity='warn'" in path.read_text("utf-8").replace(" ", "") else "error"


def _declared(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for test in node.get("data_tests", []):
            (name, given), *_ = test.items() if isinstance(test, dict) else [(test, {})]
            yield name, str((given or {}).get("config", {}).get("severity", "error")).lower()
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from _declared(child)


def with_gates(page: str) -> str:
    """The page's text with the table between its two markers; raises ValueError where a marker is missing."""
    return between_markers(page, "gates", gates_table())


if __name__ == "__main__":
    PAGE.write_text(with_gates(PAGE.read_text("utf-8")), "utf-8")
