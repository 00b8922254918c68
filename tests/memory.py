"""A warehouse in memory: exports go in as the loader would leave them, the project's own SQL makes the rest.

All models take seconds where `dbt build` takes minutes, a few of them less than one.
"""

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lake import FILE_COLUMNS, raw_columns
from orchestration.raw_tables import read_raw_tables
from orchestration.settings import PROJECT
from orchestration.sql_text import identifier, literal
from tests.compiled import SYSTEM, Node, Nodes, raw_name
from tests.reference.export import Export, Row


class Warehouse:
    """A warehouse of one reporting time zone: `build` fills it anew, `rows` and `failures` ask it."""

    def __init__(self, nodes: Nodes) -> None:
        """Makes what stays: schemas, seeds, raw tables without rows."""
        self.nodes = nodes
        self.built: set[str] = set()
        # Made once and right for ever: views, and staging tables without rows while none are given.
        self.settled: set[str] = set()
        self.given: set[str] = set()
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as warehouse; use warehouse; set TimeZone = 'UTC'")
        self.connection.execute("set preserve_insertion_order = false; set threads = 2")
        schemas = {node.relation.split(".")[1] for node in nodes.values() if node.kind != "test"}
        self.connection.execute(";".join(f"create schema {schema}" for schema in sorted(schemas)))
        for key, columns in self._raw_tables.items():
            types = ", ".join(f"{identifier(name)} {kind}" for name, kind in columns.items())
            self.connection.execute(f"create table {raw_name(key)} ({types})")
        for node in nodes.values():
            if node.kind == "seed":
                self._make(node)

    @cached_property
    def _raw_tables(self) -> dict[str, dict[str, str]]:
        """Columns of the raw tables, by the key that dbt knows them by."""
        project = next(iter(self.nodes)).split(".")[1]
        tables = read_raw_tables(PROJECT / "dbt_project" / "models" / "staging")[SYSTEM]
        found = {f"source.{project}.{SYSTEM}.{name}": raw_columns(table) for name, table in tables.items()}
        return found | {f"source.{project}.lake.files": FILE_COLUMNS}

    @cached_property
    def _raw_below(self) -> dict[str, set[str]]:
        """The raw tables below each node, but for the books."""
        found: dict[str, set[str]] = {}
        for key, node in self.nodes.items():
            own = {name for name in node.reads if name in self._raw_tables and not name.endswith(".lake.files")}
            found[key] = own.union(*(found.get(name, set()) for name in node.reads))
        return found

    def build(self, exports: Iterable[Export], models: Iterable[str] | None = None) -> None:
        """Make the models named and all that they read; without names every model up to the marts."""
        self._fill(list(exports))
        self._build(models)

    def build_lake(self, lake: Path, models: Iterable[str] | None = None) -> None:
        """The same of what the loader left in a lake."""
        for key in self._raw_tables:
            entity = key.split(".")[-1]
            below = lake / "files" if entity == "files" else lake / "raw" / SYSTEM / entity / "*"
            rows = f"from read_parquet({literal(below / '*.parquet')}, union_by_name = true)"
            self.connection.execute(f"delete from {raw_name(key)}")
            self.connection.execute(f"insert into {raw_name(key)} by name {rows}")
            has_rows = self.rows(f"select count(*) from {raw_name(key)}") != [(0,)]
            self.given = self.given | {key} if has_rows else self.given - {key}
        self._build(models)

    def _build(self, models: Iterable[str] | None) -> None:
        asked = {
            key
            for key, node in self.nodes.items()
            if node.kind == "model" and (node.layer != "semantic" if models is None else node.name in models)
        }
        self.built = self._closure(asked)
        for key, node in self.nodes.items():
            if key in self.built:
                self._renew(key, node)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The answer to a statement."""
        return self.connection.execute(statement).fetchall()

    def failures(self) -> list[str]:
        """Tests of data that fail, of those whose models were all made; warnings are none."""
        tests = [
            node
            for node in self.nodes.values()
            if node.kind == "test" and not node.may_fail and self._models(node) <= self.built
        ]
        assert tests
        return [node.name for node in tests if self.rows(f"select count(*) from ({node.code})") != [(0,)]]

    def close(self) -> None:
        """Let go of the memory."""
        self.connection.close()

    def _models(self, node: Node) -> set[str]:
        return {key for key in node.reads if key in self.nodes and self.nodes[key].kind == "model"}

    def _closure(self, asked: set[str]) -> set[str]:
        found: set[str] = set()
        while left := asked - found:
            found |= left
            asked = asked.union(*(self._models(self.nodes[key]) for key in left))
        return found

    def _renew(self, key: str, node: Node) -> None:
        """Half of the time of a small build would go into tables that stay empty."""
        raw = self._raw_below[key] if node.layer == "staging" else set()
        may_settle = node.is_view or bool(raw and not raw & self.given)
        if not (may_settle and key in self.settled):
            self._make(node)
        self.settled = self.settled | {key} if may_settle else self.settled - {key}

    def _make(self, node: Node) -> None:
        kind = "view" if node.is_view else "table"
        self.connection.execute(f"create or replace {kind} {node.relation} as {node.code}")

    def _fill(self, exports: list[Export]) -> None:
        for key, columns in self._raw_tables.items():
            entity = key.split(".")[-1]
            if entity == "files":
                rows = [_file(export, table) for export in exports for table in export.rows]
            else:
                rows = [row for export in exports for row in _raw_rows(export, entity)]
            self.connection.execute(f"delete from {raw_name(key)}")
            self.given = self.given | {key} if rows else self.given - {key}
            if not rows:
                continue
            shape = literal(json.dumps([columns]))
            read = f"select unnest(from_json($1, {shape}), recursive := true)"
            self.connection.execute(f"insert into {raw_name(key)} by name {read}", [json.dumps(rows)])


def _raw_rows(export: Export, entity: str) -> list[Row]:
    """Rows of one entity as they lie in the lake: text, NULL where nothing is given."""
    place = {"_source": export.source, "_file": f"{entity}.csv", "_load_id": f"{export.source}/{entity}"}
    return [
        {name: text or None for name, text in record.items()} | place | {"_row": number}
        for number, record in enumerate(export.records(entity), start=1)
    ]


def _file(export: Export, entity: str) -> Row:
    """What the books say of one file of an export."""
    note = export.note or {}
    return {
        "source": export.source,
        "source_system": SYSTEM,
        "exported_at": export.as_of.replace(tzinfo=None).isoformat() if export.as_of else None,
        "is_complete": True,
        "has_note": export.note is not None,
        "time_zone": note.get("time_zone", "UTC"),
        "default_schedule_id": note.get("default_schedule_id"),
        "bot_agent_ids": json.dumps(note.get("bot_agent_ids", [])),
        "file": f"{entity}.csv",
        "content_sha256": f"{export.source}/{entity}",
        "table_name": entity,
        "load_id": f"{export.source}/{entity}",
        "status": "loaded",
    }
