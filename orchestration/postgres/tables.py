"""One mart as a table of PostgreSQL: its columns, its comments, its unique key, and its rows as COPY reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from orchestration.report_table import MARTS
from orchestration.sql_text import identifier

if TYPE_CHECKING:
    import duckdb

# `timestamp` is without a zone here as there: a client's own zone must not move an instant, which is UTC.
TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(39, 0)",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
# Rows that are in memory at a time.
BATCH = 10_000
# Bytes that a row of an index may have: a third of a page of 8 KB, less what the page keeps for itself.
WIDEST_KEY = 2_000
# What stands for NULL, and the letters that mean something in COPY's text format; a NUL cannot stand in PostgreSQL.
_NULL = r"\N"
_ESCAPES = (("'\\'", r"'\\'"), ("chr(9)", r"'\t'"), ("chr(10)", r"'\n'"), ("chr(13)", r"'\r'"), ("chr(0)", "''"))


@dataclass(frozen=True)
class Mart:
    """A published table: comment, and name, type as DuckDB writes it and comment of each column, in their order."""

    name: str
    comment: str | None
    columns: tuple[tuple[str, str, str | None], ...]

    def types(self) -> list[tuple[str, str]]:
        """Name of each column, and its type in PostgreSQL; raises ValueError for one that it does not know."""
        return [(name, postgres_type(kind)) for name, kind, _ in self.columns]

    def column_comments(self) -> list[tuple[str, str]]:
        """Name and comment of the columns that have one."""
        return [(name, said) for name, _, said in self.columns if said]

    def lines(self, published: duckdb.DuckDBPyConnection) -> Iterator[bytes]:
        """All rows in COPY's text format, BATCH of them at a time; DuckDB writes them, Python only passes them on."""
        values = ", ".join(_as_text(identifier(name), kind) for name, kind, _ in self.columns)
        found = published.execute(f"select concat_ws(chr(9), {values}) from marts.{identifier(self.name)}")
        while batch := found.fetchmany(BATCH):
            yield "".join([f"{line}\n" for (line,) in batch]).encode()


def read_marts(published: duckdb.DuckDBPyConnection) -> list[Mart]:
    """The marts of a published file, by name."""
    tables = "select table_name, comment from duckdb_tables() where schema_name = 'marts' order by table_name"
    columns = """
        select column_name, data_type, comment from duckdb_columns()
        where schema_name = 'marts' and table_name = $1 order by column_index
    """
    return [
        Mart(name, comment, tuple(published.execute(columns, [name]).fetchall()))
        for name, comment in published.execute(tables).fetchall()
    ]


def postgres_type(kind: str) -> str:
    """The type that holds every value of DuckDB's; raises ValueError where none is known."""
    if re.fullmatch(r"DECIMAL\(\d+,\d+\)", kind):
        return kind
    if kind not in TYPES:
        raise ValueError(f"no type of PostgreSQL is known for {kind}")
    return TYPES[kind]


def unique_keys() -> dict[str, list[str]]:
    """The columns that no two rows of a mart share, as its test `unique_row` says; NULL counts as a value."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in MARTS.rglob("*.yml")]
    return {model["name"]: key for file in files for model in file.get("models", []) for key in _keys(model)}


def key_fits(published: duckdb.DuckDBPyConnection, mart: Mart, key: list[str]) -> bool:
    """Whether every row's key is short enough for an index: an export may call a pipeline whatever it likes."""
    kinds = {name: kind for name, kind, _ in mart.columns}
    if not set(key) <= set(kinds):
        return False
    sizes = [f"coalesce(strlen({identifier(name)}), 0)" if kinds[name] == "VARCHAR" else "16" for name in key]
    widest = published.execute(f"select max({' + '.join(sizes)}) from marts.{identifier(mart.name)}").fetchone()
    return widest is None or widest[0] is None or widest[0] <= WIDEST_KEY


def _keys(model: dict[str, Any]) -> Iterator[list[str]]:
    for test in model.get("data_tests", []):
        if isinstance(test, dict) and "unique_row" in test:
            yield test["unique_row"]["arguments"]["key"]


def _as_text(column: str, kind: str) -> str:
    text = column if kind == "VARCHAR" else f"cast({column} as varchar)"
    for letter, escape in _ESCAPES if kind == "VARCHAR" else ():
        text = f"replace({text}, {letter}, {escape})"
    return f"coalesce({text}, '{_NULL}')"
