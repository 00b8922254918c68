"""MetricFlow on a warehouse that was built: what `mf query` does, but reading only, and without dbt's adapter."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from metricflow.data_table.mf_table import MetricFlowDataTable
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlClient, SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow.sql.render.sql_plan_renderer import SqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup
from metricflow_semantics.sql.sql_bind_parameters import SqlBindParameterSet

NO_PARAMETERS = SqlBindParameterSet()
Row = tuple[Any, ...]


class Reader(SqlClient):
    """DuckDB as MetricFlow asks for it; statements have no parameters here."""

    def __init__(self, warehouse: Path) -> None:
        self.connection = duckdb.connect(str(warehouse), read_only=True)

    @property
    def sql_engine_type(self) -> SqlEngine:
        return SqlEngine.DUCKDB

    @property
    def sql_plan_renderer(self) -> SqlPlanRenderer:
        return DuckDbSqlPlanRenderer()

    def query(self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NO_PARAMETERS) -> MetricFlowDataTable:
        assert not sql_bind_parameter_set.param_dict
        answer = self.connection.execute(stmt)
        names = [column[0] for column in answer.description or []]
        # Decimals of SQL are floats of MetricFlow.
        rows = [[float(value) if hasattr(value, "quantize") else value for value in row] for row in answer.fetchall()]
        return MetricFlowDataTable.create_from_rows(names, rows)

    def execute(self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NO_PARAMETERS) -> None:
        self.query(stmt, sql_bind_parameter_set)

    def dry_run(self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NO_PARAMETERS) -> None:
        self.query(f"explain {stmt}", sql_bind_parameter_set)

    def close(self) -> None:
        self.connection.close()

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        return f"${bind_parameter_key}"


class Metrics:
    """The semantic layer of one build: `ask` through MetricFlow, `sql` past it."""

    def __init__(self, warehouse: Path, semantic_manifest: Path) -> None:
        manifest = parse_manifest_from_dbt_generated_manifest(semantic_manifest.read_text(encoding="utf-8"))
        self.reader = Reader(warehouse)
        self.engine = MetricFlowEngine(SemanticManifestLookup(manifest), self.reader)

    def ask(
        self,
        metrics: Sequence[str],
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        between: tuple[str, str] | None = None,
    ) -> list[Row]:
        """Rows of group-by values, then metrics, in the order asked for; `between` are the first and the last date."""
        start, end = (datetime.fromisoformat(date) for date in between) if between else (None, None)
        request = MetricFlowQueryRequest.create(
            metric_names=metrics,
            group_by_names=by,
            where_constraints=where,
            time_constraint_start=start,
            time_constraint_end=end,
        )
        table = self.engine.query(request).result_df
        assert table is not None
        places = [table.column_names.index(name) for name in [*by, *metrics]]
        return [tuple(row[place] for place in places) for row in table.rows]

    def sql(self, statement: str) -> list[Row]:
        """Rows of plain SQL on the marts."""
        return [tuple(row) for row in self.reader.query(statement).rows]
