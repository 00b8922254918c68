"""MetricFlow's measures and metrics, made from the formulas in the marts' meta."""

import re
from typing import Any

from orchestration.formulas import AGGREGATES, Node, columns, parse, replaced, said, written

# Rates of a period are final: each frequency is a metric of its own, the first one under the metric's name.
FREQUENCIES = ("month", "quarter", "year")

Words = dict[str, Any]


def meta_of(model: Words) -> Words:
    """The meta of a model as its yml gives it; empty where it has none."""
    return model.get("config", {}).get("meta", {})


def metrics_of(model: Words, semantic: dict[str, Words]) -> list[Words]:
    """The metrics of one mart; adds their measures to the semantic models that hold the columns."""
    made = []
    for name, metric in meta_of(model).get("metrics", {}).items():
        if meta_of(model)["shape"] != "period":
            made += _metric(name, metric, model, semantic)
            continue
        for frequency in FREQUENCIES if metric.get("within") else FREQUENCIES[:1]:
            given = [metric["filter"]] if "filter" in metric else []
            rows = {**metric, "filter": " and ".join([*given, f"frequency = '{frequency}'"])}
            ending = "" if frequency == FREQUENCIES[0] else f"_per_{frequency}"
            made += _metric(name + ending, rows, model, semantic)
    return made


def _metric(name: str, metric: Words, model: Words, semantic: dict[str, Words]) -> list[Words]:
    """One metric of the contract, before it those that it is made of, after it median and 90th percentile."""
    own, last = semantic[model["name"]], meta_of(model)["default_date"]
    named: Words = {"description": _description(metric, model["name"])}
    named["config"] = {"meta": {key: metric[key] for key in ("unit", "better", "target") if key in metric}}
    rows = _filter(metric, own)
    if "denominator" not in metric:
        _add_measure(name, _formula(name, metric["numerator"]), last, own)
        return [_simple(name, rows) | named]
    made = []
    for part in ("numerator", "denominator"):
        formula, divisor = _without_divisor(_formula(name, metric[part]))
        table, formula = _table_and_formula(formula, model["name"])
        whole = f"{name}_{part}" + ("_undivided" if divisor else "")
        _add_measure(whole, formula, last, semantic[table])
        made.append(_simple(whole, rows, fill=part == "numerator" and "." in metric["denominator"]))
        if divisor:
            made.append(_divided(f"{name}_{part}", whole, divisor))
    parts = {part: f"{name}_{part}" for part in ("numerator", "denominator")}
    made.append({"name": name, "label": _label(name), "type": "ratio", "type_params": parts} | named)
    for ending, agg in {"median": _percentile(0.5), "p90": _percentile(0.9)}.items() if "events" in metric else ():
        own["measures"].append({"name": f"{name}_{ending}", "expr": metric["events"]} | agg)
        made.append(_simple(f"{name}_{ending}", rows))
    return made


def _filter(metric: Words, semantic: Words) -> Words:
    """The metric's own rows, in MetricFlow's words: every column that the filter names is a dimension."""
    names = {dimension["name"] for dimension in semantic["dimensions"]}

    def dimension(word: re.Match[str]) -> str:
        return f"{{{{ Dimension('{semantic['name']}__{word[0]}') }}}}" if word[0] in names else word[0]

    return {"filter": re.sub(r"(?<!')\b\w+\b(?!')", dimension, metric["filter"])} if "filter" in metric else {}


def _simple(name: str, rows: Words, *, fill: bool = False) -> Words:
    """A metric of one measure; `fill` where the denominator is on another mart, so that no row here counts as 0."""
    measure = {"name": name, "fill_nulls_with": 0} if fill else name
    return {"name": name, "label": _label(name), "type": "simple", "type_params": {"measure": measure}} | rows


def _divided(name: str, whole: str, divisor: int) -> Words:
    """A metric over a number: half hours that are told as hours."""
    parts = {"expr": f"{whole} / {divisor}.0", "metrics": [{"name": whole}]}
    return {"name": name, "label": _label(name), "type": "derived", "type_params": parts}


def _percentile(share: float) -> Words:
    """Between two values the line from one to the other, as in the marts."""
    return {"agg": "percentile", "agg_params": {"percentile": share, "use_discrete_percentile": False}}


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _description(metric: Words, mart: str) -> str:
    parts = [str(metric[part]) for part in ("numerator", "denominator") if part in metric]
    formula = " / ".join(f"({part})" if " / " in part else part for part in parts)
    where = f" where {metric['filter']}" if "filter" in metric else ""
    notes = [f"group by {metric['group_by']}"] if "group_by" in metric else []
    notes += [f"within {metric['within']}"] if "within" in metric else []
    return "; ".join([f"{formula} of {mart}{where}", *notes])


def _formula(name: str, text: str) -> Node:
    try:
        return parse(text)
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from None


def _without_divisor(formula: Node) -> tuple[Node, int | None]:
    """The formula and the number that it is divided by, if it is."""
    match formula:
        case ("/", whole, ("number", divisor)):
            return whole, divisor
    return formula, None


def _table_and_formula(formula: Node, mart: str) -> tuple[str, Node]:
    """Take a table's name out of the formula: `sum(resolved_tickets.closure_count)` stands on another mart."""
    foreign = {column: column.partition(".") for column in columns(formula) if "." in column}
    tables = {table for table, _, _ in foreign.values()}
    return next(iter(tables), mart), replaced(formula, {name: column for name, (_, _, column) in foreign.items()})


def _add_measure(name: str, formula: Node, last: str, semantic: Words) -> None:
    aggs = {"last_sum": "sum", "count_if": "sum_boolean", "count_rows": "count"}
    if formula[0] in (*AGGREGATES, *aggs):
        expr = said(formula).removeprefix(f"{formula[0]}(").removesuffix(")")
        measure: Words = {"name": name, "agg": aggs.get(formula[0], formula[0]), "expr": expr or "1"}
        if formula[0] == "last_sum":
            measure["non_additive_dimension"] = {"name": last, "window_choice": "max", "window_groupings": ["source"]}
    else:
        measure = {"name": name, "agg": "sum", "expr": written(formula, lambda one: _per_row(name, one))}
    semantic["measures"].append(measure)


def _per_row(name: str, counted: Node) -> str:
    """What one row adds to a count: a sum of such counts is one measure of MetricFlow."""
    if counted[0] != "count_if":
        raise ValueError(f"{name}: {said(counted)} has no value in one row")
    return f"(case when {said(counted).removeprefix('count_if(').removesuffix(')')} then 1 else 0 end)"
