"""Tidy up: `python -m orchestration.retention` removes what no night and no reader needs any more.

Rows are never among it: the newest version of a record may stand in the oldest load, so that every load stays.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb

from orchestration.lock import WriterBusyError, writer
from orchestration.registry import compact
from orchestration.settings import Settings
from orchestration.sql_text import identifier

DAY_SECONDS = 86_400


@dataclass
class Tidied:
    """What went, by kind, and what could not be done."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def line(self) -> str:
        """All of it in one line."""
        done = [f"{count:,} {kind}" for kind, count in self.counts.items() if count]
        return f"tidied up: {', '.join(done) or 'nothing to do'}"


def tidy(settings: Settings) -> Tidied:
    """Do all of it; one part that fails keeps no other from its work. Never raises for a trouble of this machine."""
    from orchestration.dagster_runs import remove_runs

    parts: dict[str, Callable[[Settings], int]] = {
        "files of the registry made one": compact,
        "quarantine files of no load": remove_quarantine_of_no_load,
        "tables of tests that are no more": drop_stale_test_tables,
        "old logs": remove_old_logs,
        "old runs of Dagster": remove_runs,
    }
    tidied = Tidied()
    for kind, part in parts.items():
        try:
            tidied.counts[kind] = part(settings)
        except (OSError, ValueError, RuntimeError, duckdb.Error) as error:
            tidied.problems.append(f"tidying up ({kind}): {error}".splitlines()[0])
    return tidied


def remove_quarantine_of_no_load(settings: Settings) -> int:
    """Remove rows set aside by loads that were never entered in the registry (a crash) or were forgotten since."""
    files, folder = settings.lake / "files", settings.lake / "quarantine"
    if not (files / "schema.parquet").exists():
        return 0
    query = "select distinct load_id from read_parquet($1, union_by_name = true) where load_id is not null"
    known = {load for (load,) in duckdb.execute(query, [str(files / "*.parquet")]).fetchall()}
    gone = [path for path in folder.glob("*.parquet") if path.stem not in known | {"schema"}]
    for path in gone:
        path.unlink()
    return len(gone)


def drop_stale_test_tables(settings: Settings) -> int:
    """Drop what tests that the last build did not have once found."""
    manifest, place = settings.home / "dbt" / "manifest.json", settings.home / "warehouse.duckdb"
    if not manifest.exists() or not place.exists():
        return 0
    nodes = json.loads(manifest.read_text("utf-8"))["nodes"].values()
    used = {node["alias"] for node in nodes if node["resource_type"] == "test"}
    with duckdb.connect(str(place)) as warehouse:
        found = warehouse.execute(
            "select table_name from duckdb_tables() where schema_name = 'test_failures'"
        ).fetchall()
        stale = [name for (name,) in found if name not in used]
        for name in stale:
            warehouse.execute(f"drop table test_failures.{identifier(name)}")
    return len(stale)


def remove_old_logs(settings: Settings) -> int:
    """Remove logs that nothing has written to for as long as runs are kept."""
    kept_from = time.time() - settings.retention_days * DAY_SECONDS
    paths = [*(settings.home / "logs").glob("*"), *(settings.home / "dbt").glob("dbt.log*")]
    old = [path for path in paths if path.is_file() and path.stat().st_mtime < kept_from]
    for path in old:
        path.unlink()
    return len(old)


def main() -> int:
    """Tidy up once; returns the exit code."""
    try:
        settings = Settings.from_environment()
        with writer(settings.home):
            tidied = tidy(settings)
    except (WriterBusyError, OSError, ValueError) as error:
        print(f"tidy: {error}", file=sys.stderr)
        return 1
    print("\n".join([tidied.line(), *tidied.problems]))
    return 1 if tidied.problems else 0


if __name__ == "__main__":
    sys.exit(main())
