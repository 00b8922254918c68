"""What a folder of exports is good for, in plain words, before anything of it is loaded: `make check-export SOURCE=…`.

The folder goes through the real loader into a home that is thrown away, so that nothing is judged twice.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from orchestration.checks import Checks, value
from orchestration.known_facts import best_known, facts_in_words, reports_in_words, tables_of_fact, words
from orchestration.lake import FileResult
from orchestration.load import load_all
from orchestration.raw_tables import RawTable, read_raw_tables
from orchestration.settings import Settings
from orchestration.sql_text import literal

# A long list says no more than its head.
MOST = 12


@dataclass(frozen=True)
class Export:
    """The folder as loaded into a home of its own."""

    settings: Settings
    results: list[FileResult]
    tables: dict[str, RawTable]

    @property
    def system(self) -> str:
        """The system that the exports are read as."""
        return next((result.source_system for result in self.results if result.source_system), "other")

    @property
    def brought(self) -> set[str]:
        """The tables that some file fills, even with no row: then it is known that there is none."""
        return {result.table_name for result in self.results if result.table_name and result.status == "loaded"}

    @property
    def loaded(self) -> dict[str, int]:
        """Rows kept by table, of the tables that have any."""
        found: dict[str, int] = {}
        for result in self.results:
            if result.table_name and result.kept_count:
                found[result.table_name] = found.get(result.table_name, 0) + result.kept_count
        return found


def check(folder: Path, home: Path) -> tuple[list[str], bool]:
    """Lines on a folder, and whether tickets can be read from it. Raises OSError when it is no folder."""
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder")
    landing = home / "landing"
    landing.mkdir(parents=True)
    (landing / (folder.resolve().name or "source")).symlink_to(folder.resolve(), target_is_directory=True)
    settings = Settings(landing=landing, home=home / "home")
    results = load_all(settings)
    systems = read_raw_tables(settings.staging)
    system = next((result.source_system for result in results if result.source_system), None) or "other"
    export = Export(settings, results, systems.get(system, {}))
    facts = best_known(export.system, export.tables, export.brought)
    tickets = ticket_tables(export)
    lines = [*_read_as(export), *_files(export), *_set_aside(export), *_dates(export, tickets)]
    if tickets:
        lines += [*facts_in_words(facts), *reports_in_words(facts)]
    else:
        lines.append("no ticket can be read: nothing can be reported yet")
    return lines, bool(tickets)


def ticket_tables(export: Export) -> list[RawTable]:
    """The tables here that bring tickets; of a system without a word on that, those called like tickets."""
    names = tables_of_fact(export.system, "tickets") or {"tickets", "conversations"}
    return [export.tables[name] for name in export.loaded if name in names]


def _read_as(export: Export) -> Iterator[str]:
    has_note = any(result.has_note for result in export.results)
    why = "the note says so" if has_note else "there is no _export.json, so it is taken for the generic format"
    yield f"read as {export.system}: {why}"
    zones = sorted({result.time_zone for result in export.results})
    yield f"clocks without an offset are read in {', '.join(zones) or 'UTC'}"
    if not any(result.exported_at for result in export.results):
        yield "nothing says when it was exported: reports end with the newest event"


def _files(export: Export) -> Iterator[str]:
    taken = [result for result in export.results if result.status != "refused"]
    yield f"files that are read: {len(taken)}"
    for result in sorted(taken, key=lambda one: one.file):
        counts = f"{result.row_count:,} rows, {result.kept_count:,} kept"
        counts += f", {result.quarantined_count:,} set aside" if result.quarantined_count else ""
        counts += f", {result.repeated_count:,} repeated" if result.repeated_count else ""
        yield f"  {result.file} -> {result.table_name}: {counts}" + (f" ({result.reason})" if result.reason else "")
    refused = [f"  {one.file or 'the folder'}: {one.reason}" for one in export.results if one.status == "refused"]
    if refused:
        yield f"files that are left out: {len(refused)}"
        yield from _short(refused)


def _set_aside(export: Export) -> Iterator[str]:
    if not any(result.quarantined_count for result in export.results):
        return
    found = duckdb.execute(
        "select file, row_number, column_name, reason, given_value from read_parquet($1) order by file, row_number",
        [str(export.settings.lake / "quarantine" / "*.parquet")],
    ).fetchall()
    yield f"rows that are set aside: {len(found):,}"
    said = [
        f"  {file}, row {row}: {words(why)} {column or ''} {given or ''}" for file, row, column, why, given in found
    ]
    yield from _short([line.rstrip() for line in said])


def _dates(export: Export, tickets: Iterable[RawTable]) -> Iterator[str]:
    for table in tickets:
        times = [column for column in table.columns if column.data_type == "timestamp"]
        column = next((one for one in times if one.required), times[0] if times else None)
        made = [one for one in table.columns if one.data_type == "integer" and one.name.startswith("created")]
        if column is None and not made:
            continue
        instant = Checks(table, "UTC").instant(column) if column else f"to_timestamp({value(made[0])}::bigint)"
        path = literal(export.settings.lake / "raw" / table.system / table.name / "*" / "*.parquet")
        query = f"select count(*), min(day), max(day) from (select ({instant})::date as day from read_parquet({path}))"
        count, first, last = duckdb.execute(query).fetchall()[0]
        yield f"{words(table.name)}: {count:,} rows, from {first} to {last}"


def _short(lines: list[str]) -> list[str]:
    return [*lines[:MOST], *([f"  and {len(lines) - MOST:,} more"] if len(lines) > MOST else [])]


def main(arguments: list[str] | None = None) -> int:
    """Check the folder named on the command line; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        print("which folder? make check-export SOURCE=landing/my_account", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="check-export-") as home:
        try:
            lines, is_usable = check(Path(given[0]).expanduser(), Path(home))
        except OSError as error:
            print(f"check-export: {error}", file=sys.stderr)
            return 2
    print("\n".join(lines))
    return 0 if is_usable else 1


if __name__ == "__main__":
    sys.exit(main())
