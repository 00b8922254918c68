"""Datasets of Superset: each mart with its columns as described, and its metrics as ratios of sums in SQL."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from orchestration.formulas import Node, columns, parse, said, written
from orchestration.report_table import MARTS
from orchestration.semantic_metrics import meta_of
from orchestration.settings import PROJECT

Words = dict[str, Any]

DEFINITIONS = PROJECT / "dbt_project" / "models" / "definitions"
VERSION = "1.0.0"
TYPES = {"string": "TEXT", "bigint": "BIGINT", "double": "DOUBLE PRECISION"}
FORMATS = {"seconds": ",.0f", "rate": ".1%", "count": ",d", "score": ".1f", "days": ".1f", "currency": ",.2f"}


def known_as(*names: str) -> str:
    """The id of a thing: the same at each export, so that an import replaces what the last one brought."""
    return str(uuid5(NAMESPACE_URL, "/".join(("helpdesk-marts", *names))))


def read_models() -> dict[str, Words]:
    """The marts that answer a report, by name, as their yml has them."""
    models = [model for path in sorted(MARTS.rglob("*.yml")) for model in _models(path.read_text("utf-8"))]
    return {model["name"]: model for model in models if meta_of(model)}


def dataset(model: Words, texts: dict[str, str]) -> Words:
    """One mart; `texts` are the docs blocks by name."""
    meta = meta_of(model)
    return {
        "table_name": model["name"],
        "main_dttm_col": meta["default_date"],
        "description": f"{meta['question']} {described(model['description'], texts)}",
        "schema": "marts",
        "uuid": known_as("dataset", model["name"]),
        "database_uuid": known_as("database"),
        "version": VERSION,
        "filter_select_enabled": True,
        "columns": [_column(column, texts) for column in model["columns"]],
        "metrics": [_metric(name, metric, meta) for name, metric in metrics_of_one_mart(meta).items()],
    }


def metrics_of_one_mart(meta: Words) -> dict[str, Words]:
    """The metrics of a mart that stand on it alone; the others need a second table, which a dataset has not."""
    metrics = meta.get("metrics", {})
    return {name: metric for name, metric in metrics.items() if not any("." in one for one in _columns_of(metric))}


def metric_sql(metric: Words, meta: Words) -> str:
    """The metric as an aggregate that DuckDB and PostgreSQL both read.

    A state at the end of each day is never summed over days: its metric is the mean of the dates that are asked for.
    """
    rows = [metric["filter"]] if "filter" in metric else []
    rows += ["frequency = 'month'"] if meta["shape"] == "period" else []
    formula = parse(metric["numerator"])
    numerator, divisor = _over(formula, rows), ""
    if "denominator" in metric:
        divisor = _over(parse(metric["denominator"]), rows)
    elif formula[0] == "last_sum":
        divisor = f"count(distinct {meta['default_date']})"
    return f"1.0 * {numerator} / nullif({divisor}, 0)" if divisor else numerator


def docs_blocks() -> dict[str, str]:
    """The texts that descriptions name, each in one line."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(DEFINITIONS.glob("*.md")))
    blocks = re.findall(r"{% docs (\w+) %}(.*?){% enddocs %}", text, flags=re.DOTALL)
    return {name: " ".join(block.split()) for name, block in blocks}


def described(text: str, texts: dict[str, str]) -> str:
    """A description with its docs blocks written out; raises KeyError for one that is not there."""
    return re.sub(r"{{ doc\('(\w+)'\) }}", lambda named: texts[named[1]], text)


def _models(text: str) -> Iterator[Words]:
    yield from yaml.safe_load(text).get("models", [])


def _column(column: Words, texts: dict[str, str]) -> Words:
    kind = column["data_type"]
    return {
        "column_name": column["name"],
        "type": TYPES.get(kind, kind.upper()),
        "is_dttm": kind in ("date", "timestamp"),
        "groupby": True,
        "filterable": True,
        "description": described(column["description"], texts),
    }


def _metric(name: str, metric: Words, meta: Words) -> Words:
    limits = [f"{word.replace('_', ' ')} {metric[word]}" for word in ("group_by", "within") if word in metric]
    return {
        "metric_name": name,
        "verbose_name": name.replace("_", " ").capitalize(),
        "expression": metric_sql(metric, meta),
        "description": "; ".join([f"in {metric['unit']}", *limits]),
        "d3format": FORMATS[metric["unit"]],
    }


def _columns_of(metric: Words) -> Iterator[str]:
    for part in ("numerator", "denominator"):
        yield from columns(parse(metric[part])) if part in metric else ()


def _over(formula: Node, rows: list[str]) -> str:
    """The formula as SQL, each aggregate over these rows only."""

    def aggregate(node: Node) -> str:
        counted = said(node).removeprefix("count_if(").removesuffix(")") if node[0] == "count_if" else None
        wanted = [*rows, counted] if counted and counted not in rows else rows
        where = f" filter (where {' and '.join(wanted)})" if wanted else ""
        plain = "count(*)" if node[0] in ("count_if", "count_rows") else said(node).removeprefix("last_")
        return plain + where

    return written(formula, aggregate)
