"""The semantic layer, written from the marts' own meta: `python -m orchestration.semantic_layer` renews it.

MetricFlow reads metrics from static yml. That yml is made here, one file per family of marts, from the formulas and
the columns that stand beside each mart, so that a metric is defined once. A slicer that several marts share is an
entity under its column's name (`team_name`, `channel`), because MetricFlow gives entities, unlike dimensions, one name
over all marts; any other slicer is a dimension (`response_time__is_answered`).
"""

import re
from pathlib import Path

import yaml

from orchestration.report_table import MARTS
from orchestration.semantic_metrics import Words, meta_of, metrics_of
from orchestration.settings import PROJECT

FOLDER = PROJECT / "dbt_project" / "models" / "semantic"
HEADER = "# Written by `make docs` from the meta of the marts (orchestration/semantic_layer.py): change it there.\n"

# Slicers with one name in every mart.
SHARED = re.compile(
    "source|source_system|channel|source_type|ticket_type|priority|segment|survey_kind|current_owner_id"
    "|(pipeline|team|owner|agent|author|customer|company|ai_agent|survey)_(id|name)"
)
# Tables whose every column may filter a mart that has their id; ids are unique only together with source.
JOINED = {"ticket": ("tickets", "ticket_id"), "customer": ("customers", "customer_id"), "team": ("teams", "team_id")}
# What one row is about; nobody groups by it.
DETAILS = ("_url", "_message_id", "_text", "comment")


def semantic_files(marts: Path = MARTS, folder: Path = FOLDER) -> dict[Path, str]:
    """Text of every file of the semantic layer: one per family of marts with metrics, one for the joined tables.

    Raises ValueError for a formula that it does not know.
    """
    models = {model["name"]: model for path in sorted(marts.rglob("*.yml")) for model in _models(path)}
    family = {model["name"]: path.parent.name for path in marts.rglob("*.yml") for model in _models(path)}
    # Views that bring a denominator of their own stand with the mart that they are of.
    views = {model["name"]: model for path in sorted(folder.glob("[!_]*.yml")) for model in _models(path)}
    families: dict[str, list[str]] = {"conformed": [table for table, _ in JOINED.values()]}
    models |= views
    for name, model in models.items():
        if meta_of(model).get("metrics"):
            families.setdefault(family[meta_of(model).get("mart", name)], []).append(name)
    semantic = {name: _semantic_model(models[name]) for names in families.values() for name in names}
    metrics = {name: metrics_of(models[name], semantic) for name in semantic}
    return {
        folder / f"_{family}__semantic.yml": _text(
            [semantic[name] for name in names], [m for name in names for m in metrics[name]]
        )
        for family, names in families.items()
    }


def _models(path: Path) -> list[Words]:
    return yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])


def _text(semantic: list[Words], metrics: list[Words]) -> str:
    parts: Words = {"version": 2, "semantic_models": semantic} | ({"metrics": metrics} if metrics else {})
    return HEADER + yaml.safe_dump(parts, sort_keys=False, width=120, default_flow_style=None)


def _semantic_model(model: Words) -> Words:
    """One mart (or joined table) with its slicers and dates; the measures come with the metrics."""
    name, meta = model["name"], meta_of(model)
    columns = {column["name"]: column["data_type"] for column in model["columns"]}
    own = next((entity for entity, (table, _) in JOINED.items() if table == name), None)
    # The last date of a period is only found where a place with nothing left has a row that says 0.
    stock = any("last_sum" in metric["numerator"] for metric in meta.get("metrics", {}).values())
    table = f"{name}_every_day" if stock else name
    semantic: Words = {"name": name, "description": model["description"], "model": f"ref('{table}')"}
    if own:
        entities = [_joined(own, "primary")]
    else:
        semantic |= {"defaults": {"agg_time_dimension": meta["default_date"]}, "primary_entity": name}
        entities = [_joined(entity, "foreign") for entity, (_, key) in JOINED.items() if key in columns]
    entities += [{"name": column, "type": "foreign"} for column in columns if SHARED.fullmatch(column)]
    others = {column: kind for column, kind in columns.items() if not SHARED.fullmatch(column)}
    return (
        semantic | {"entities": entities, "dimensions": _dimensions(others, meta)} | ({} if own else {"measures": []})
    )


def _dimensions(columns: dict[str, str], meta: Words) -> list[Words]:
    grain = "month" if meta.get("shape") == "period" else "day"
    dates = [column for column, kind in columns.items() if kind == "date" or column == meta.get("default_date")]
    slicers = [
        column
        for column, kind in columns.items()
        if kind in ("string", "boolean", "bigint")
        and column not in meta.get("measures", [])
        and not column.endswith(DETAILS)
    ]
    made: list[Words] = [{"name": date, "type": "time", "type_params": {"time_granularity": grain}} for date in dates]
    return made + [{"name": slicer, "type": "categorical"} for slicer in slicers]


def _joined(entity: str, kind: str) -> Words:
    return {"name": entity, "type": kind, "expr": f"source || '/' || {JOINED[entity][1]}"}


def main() -> None:
    """Write the files anew and remove those of families that are gone."""
    files = semantic_files()
    for path in set(FOLDER.glob("_*__semantic.yml")) - set(files):
        path.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
