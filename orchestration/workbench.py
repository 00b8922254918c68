"""One load on its way: the rows of its files in a DuckDB of its own, in memory, spilling beside the lake."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.checks import KEPT, KEY_REPEATED, REPEATED, Checks
from orchestration.raw_tables import RawTable
from orchestration.sql_text import identifier, literal


def open_database(spill: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills into the folder; opening one takes longer than loading a small file."""
    # Nothing may be fetched, and SQL may not reach into Python.
    closed = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    connection = duckdb.connect(config={"temp_directory": str(spill), "memory_limit": memory_limit, **closed})
    connection.execute("set python_enable_replacements = false")
    connection.execute("set TimeZone = 'UTC'")
    return connection


@dataclass
class Workbench:
    """Rows of one load: table `loaded` (one row per record that has fields) and `malformed` (records that have none).

    `_file` numbers the files of the load in the order of their names, so that later files have higher numbers.
    """

    connection: duckdb.DuckDBPyConnection
    table: RawTable
    time_zone: str
    checks: Checks = field(init=False)

    def __post_init__(self) -> None:
        """Make the empty tables."""
        self.checks = Checks(self.table, self.time_zone)
        columns = ", ".join(f"{identifier(name)} varchar" for name in self.table.column_names)
        self.connection.execute(
            f"create or replace table loaded (_file integer, _row bigint, {columns}, _rest varchar, _verdict smallint)"
        )
        self.connection.execute("create or replace table malformed (_file integer, _row bigint, raw varchar)")

    def add(self, number: int, rows: str) -> None:
        """Take in the rows of a SELECT that gives _row, the declared columns in their order, and _rest; judge each."""
        self.connection.execute(
            f"insert into loaded select {number}, found.*, {self.checks.verdict} from ({rows}) as found"
        )

    def add_malformed(self, number: int, rows: str) -> None:
        """Take in the records of a SELECT that gives _row and raw: they cannot be split into fields."""
        self.connection.execute(f"insert into malformed select {number}, _row, raw from ({rows})")

    def clear(self) -> None:
        """Give the memory back."""
        for name in ("loaded", "malformed", "settled", "set_aside", "lines", "page", "records"):
            self.connection.execute(f"drop table if exists {name}")

    def count(self, number: int) -> int:
        """Rows that a file has brought so far."""
        found = self.connection.execute("select count(*) from loaded where _file = ?", [number])
        return int(found.fetchall()[0][0])

    def forget(self, number: int) -> None:
        """Drop what a file brought that is refused after all."""
        self.connection.execute("delete from loaded where _file = ?", [number])
        self.connection.execute("delete from malformed where _file = ?", [number])

    def settle_repeats(self) -> None:
        """Of the rows of one key keep one: the newest version, then the later file, then the later row.

        Rows equal in every column are one row (`rules.violations.key_repeated` of the export contract).
        """
        self.connection.execute(self._settled())
        same = "loaded._file = settled._file and loaded._row = settled._row"
        self.connection.execute(f"update loaded set _verdict = settled.verdict from settled where {same}")

    def _settled(self) -> str:
        """Table `settled`: the rows that give way, with their verdict."""
        hashed = f"hash({self.checks.key})"
        contested = f"select {hashed} from loaded where _verdict = {KEPT} group by all having count(*) > 1"
        everything = ", ".join(identifier(name) for name in (*self.table.column_names, "_rest"))
        return f"""
            create or replace temp table settled as
            with rivals as (
                select * from loaded where _verdict = {KEPT} and {hashed} in ({contested})
            ),
            copies as (
                select *, row_number() over (partition by {everything} order by _file desc, _row desc) as copy
                from rivals
            ),
            placed as (
                select _file, _row, copy, row_number() over (
                    partition by {self.checks.key}
                    order by copy = 1 desc, {self.checks.version} desc nulls last, _file desc, _row desc
                ) as place
                from copies
            )
            select _file, _row, case when copy > 1 then {REPEATED} else {KEY_REPEATED} end as verdict
            from placed where place > 1
        """

    def write_rows(self, target: Path, source: str, files: list[str], load_id: str, loaded_at: str) -> None:
        """Write the kept rows, in the order of the files, as `rows.parquet` of the load."""
        columns = ", ".join(identifier(name) for name in self.table.column_names)
        self.connection.execute(
            f"""
            copy (
                select {columns}, {self._rest_with_words()} as _rest, {literal(source)} as _source,
                    {_file_name(files)} as _file, _row, {literal(load_id)} as _load_id,
                    timestamp {literal(loaded_at)} as _loaded_at
                from loaded where _verdict = {KEPT}
            ) to {literal(target)} (format parquet, compression zstd)
            """
        )

    def write_quarantine(self, target: Path, source: str, delivery: str, files: list[str], load_id: str) -> int:
        """Write the rows set aside, each with its reason and what it held; returns their number."""
        self.connection.execute(
            f"""
            create or replace temp table set_aside as
            select _file, _row, {self.checks.column_name} as column_name, {self.checks.reason} as reason,
                {self.checks.given_value} as given_value, {self.checks.raw_row} as raw_row
            from loaded where _verdict not in ({KEPT}, {REPEATED})
            union all
            select _file, _row, null, 'malformed', null, raw from malformed
            """
        )
        written = self.connection.execute("select count(*) from set_aside").fetchall()[0][0]
        if written:
            self.connection.execute(
                f"""
                copy (
                    select {literal(source)} as source, {literal(delivery)} as delivery, {_file_name(files)} as file,
                        _row as row_number, {literal(self.table.name)} as table_name, column_name, reason,
                        given_value, raw_row, {literal(load_id)} as load_id
                    from set_aside order by set_aside._file, set_aside._row
                ) to {literal(target)} (format parquet)
                """
            )
        return int(written)

    def warnings(self) -> dict[int, tuple[str, ...]]:
        """Per file: how many values of optional columns could not be read or are no known word."""
        doubts = self.checks.doubts
        if not doubts:
            return {}
        counts = ", ".join(f"count(*) filter (where {doubt.sql})" for doubt in doubts)
        rows = self.connection.execute(
            f"select _file, {counts} from loaded where _verdict = {KEPT} group by _file"
        ).fetchall()
        return {
            number: tuple(
                f"{doubt.column}: {count:,} {'values' if count > 1 else 'value'} {doubt.meaning}"
                for doubt, count in zip(doubts, found, strict=True)
                if count
            )
            for number, *found in rows
        }

    def counts(self) -> tuple[dict[int, int], dict[int, int]]:
        """Per file: records read, and exact repeats among them."""
        both = "select _file from loaded union all select _file from malformed"
        again = f"select _file from loaded where _verdict = {REPEATED}"
        read, repeated = (
            dict(self.connection.execute(f"select _file, count(*) from ({rows}) group by _file").fetchall())
            for rows in (both, again)
        )
        return read, repeated

    def written(self, path: Path | None) -> dict[str, int]:
        """Rows per file in a Parquet file of this load, as read back from it."""
        if path is None:
            return {}
        name = "_file" if path.name == "rows.parquet" else "file"
        found = self.connection.execute(f"select {name}, count(*) from read_parquet({literal(path)}) group by all")
        return dict(found.fetchall())

    def _rest_with_words(self) -> str:
        """`_rest` with the unknown words of optional columns added (the contract keeps the given word)."""
        rest = "_rest"
        for doubt in self.checks.doubts:
            if not doubt.keeps_word:
                continue
            found = f"select count(*) from loaded where _verdict = {KEPT} and {doubt.sql}"
            if self.connection.execute(found).fetchall()[0][0]:
                column = identifier(doubt.column)
                word = f"json_merge_patch(coalesce({rest}, '{{}}'), json_object({literal(doubt.column)}, {column}))"
                rest = f"case when {doubt.sql} then {word}::varchar else {rest} end"
        return rest


def _file_name(files: list[str]) -> str:
    """The file's path for its number."""
    return f"([{', '.join(literal(file) for file in files)}])[_file + 1]"
