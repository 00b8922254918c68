"""Two warehouses, table by table and row by row: what one has and the other has not."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.sql_text import identifier, literal


@dataclass(frozen=True)
class Compared:
    """A table of both: its rows, and how many stand on one side only; the first of them for people."""

    table: str
    rows: int
    only_first: int
    only_second: int
    example: str

    @property
    def differs(self) -> bool:
        """Whether any row stands on one side only."""
        return bool(self.only_first or self.only_second)

    def line(self) -> str:
        """The result in one line."""
        if not self.differs:
            return f"{self.table}: {self.rows:,} rows, equal"
        return f"{self.table}: {self.only_first:,} lost, {self.only_second:,} extra of {self.rows:,}: {self.example}"


def compared(first: Path, second: Path, *, schema: str = "marts") -> list[Compared]:
    """Every table of a schema in either file; a table that one does not have has no rows there."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(first)} as first (read_only)")
        connection.execute(f"attach {literal(second)} as second (read_only)")
        query = "select database_name, table_name from duckdb_tables() where schema_name = $1"
        found: dict[str, set[str]] = {"first": set(), "second": set()}
        for database, table in connection.execute(query, [schema]).fetchall():
            found[database].add(table)
        missing = found["first"] ^ found["second"]
        assert not missing, f"tables of one side only: {sorted(missing)}"
        return [_compare(connection, f"{identifier(schema)}.{identifier(table)}") for table in sorted(found["first"])]


def _compare(connection: duckdb.DuckDBPyConnection, table: str) -> Compared:
    first, second = (connection.execute(f"describe {one}.{table}").fetchall() for one in ("first", "second"))
    assert first == second, f"{table}: columns differ: {first} / {second}"
    lost, extra = (
        f"from {one}.{table} except all from {other}.{table}"
        for one, other in (("first", "second"), ("second", "first"))
    )
    rows, only_first, only_second = (
        connection.execute(f"select count(*) from ({query})").fetchall()[0][0]
        for query in (f"from first.{table}", lost, extra)
    )
    examples = [str(connection.execute(f"{query} limit 1").fetchall()) for query in (lost, extra)]
    return Compared(table.replace('"', ""), rows, only_first, only_second, " / ".join(examples))
