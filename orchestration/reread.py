"""Read deliveries again from a day on: their loads are forgotten, and the same night loads them and builds in full.

It is for a loader or a declaration that has changed (a new column of a raw table, a repaired reader): exports are known
by their content and would not be read twice otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import dagster as dg

from orchestration.lake import blank_result
from orchestration.last_build import forget_last_build
from orchestration.load import opened
from orchestration.raw_tables import RawTable
from orchestration.registry import drop_loads
from orchestration.settings import Settings
from orchestration.unpack import Refused


class Reread(dg.ConfigurableResource):
    """From which day on (YYYY-MM-DD, by `exported_at`, else by when it was loaded); '' for nothing."""

    since: str = ""

    def day(self) -> date | None:
        """The day; None for nothing. Raises dg.Failure for what is no day."""
        try:
            return date.fromisoformat(self.since) if self.since else None
        except ValueError as error:
            raise dg.Failure(f"since is no day such as 2026-01-31: {self.since}", allow_retries=False) from error


@dataclass(frozen=True)
class Forgotten:
    """Numbers of loads: those that will be read again, and those that stay since a file of theirs is landed no more."""

    loads: int
    kept: int


def forget(settings: Settings, tables: Sequence[RawTable], since: date) -> Forgotten:
    """Take the loads of raw tables since a day (UTC) out of the books, so that the next load brings them anew.

    A load is forgotten only when every row of the books that speaks of it would come back from what is landed now:
    nothing is given up that cannot be read again. Raises as load_all.
    """
    start = datetime.combine(since, datetime.min.time())
    with opened(settings, None) as run:
        names = {(table.system, table.name) for table in tables}
        rows = [row for row in run.books.entered if (row.source_system, row.table_name) in names and row.load_id]
        wanted = {row.load_id for row in rows if (row.exported_at or row.loaded_at) >= start}
        landed: set[str] = set()
        for file in run.landing.files if wanted else ():
            try:
                sha = run.fingerprints.of(file.path, file.member)
            except Refused:
                continue
            landed.add(blank_result(file.delivery, file.file, file.table.name, sha=sha).book_key)
        gone = {row.load_id for row in rows if row.book_key not in landed}
        forgotten = {load for load in wanted - gone if load}
        if forgotten:
            # A build that added to the last one would keep rows of loads that are not there any more.
            forget_last_build(settings)
            drop_loads(run.database, run.books, forgotten, run.scratch)
    return Forgotten(loads=len(wanted - gone), kept=len(wanted & gone))
