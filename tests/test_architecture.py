"""The house rules: who may read whom, how large a room may grow, one word one meaning, only what Spark reads too."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[1]
MODELS = PROJECT / "dbt_project" / "models"
MACROS = PROJECT / "dbt_project" / "macros"
LAYERS = ("staging", "canonical", "intermediate", "marts", "semantic")
# The contract's own families that are built so far.
FAMILIES = ("responses", "tickets", "people", "satisfaction", "customer_agent", "scorecard")
TYPES = {
    "text": "string",
    "integer": "bigint",
    "decimal": "double",
    "boolean": "boolean",
    "timestamp": "timestamp",
    "date": "date",
}

MODEL_FILES = sorted(MODELS.rglob("*.sql"))
MART_FILES = [path for path in MODEL_FILES if "marts" in path.parts]


def layer(path: Path) -> str:
    return path.relative_to(MODELS).parts[0]


LAYER_OF = {path.stem: layer(path) for path in MODEL_FILES} | {
    path.stem: "seed" for path in (PROJECT / "seeds").glob("*.csv")
}


def refs(text: str) -> set[str]:
    """Names of the models that a text reads, also those that a loop names as quoted words."""
    return set(re.findall(r"ref\('(\w+)'\)", text)) | set(re.findall(r"'((?:int|all|stg)_\w+)'", text))


def properties(path: Path) -> dict[str, Any]:
    """The model's own yml, beside its sql."""
    models = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))["models"]
    return next(model for model in models if model["name"] == path.stem)


@pytest.mark.parametrize("path", MODEL_FILES, ids=lambda path: path.stem)
def test_reads_only_the_layer_to_its_left(path: Path) -> None:
    may_read = {
        "staging": {"staging", "seed"},
        "canonical": {"staging"},
        "intermediate": {"canonical", "intermediate", "seed"},
        "marts": {"intermediate"},
        "semantic": {"marts"},
    }[layer(path)]
    read = {LAYER_OF[name] for name in refs(path.read_text(encoding="utf-8")) if name in LAYER_OF}
    assert read <= may_read, f"{path.stem} reads {sorted(read - may_read)}"


def test_only_staging_reads_sources() -> None:
    readers = {
        layer(path) for path in MODEL_FILES if re.search(r"source\('|newest\('", path.read_text(encoding="utf-8"))
    }
    assert readers == {"staging"}


def test_each_model_is_made_as_its_folder_says() -> None:
    """Views upon views would be planned and run anew by every reader."""
    declared = [path for path in MODELS.rglob("*.yml") if "materialized" in path.read_text(encoding="utf-8")]
    assert not declared, "how models are made stands in dbt_project.yml by folder, but for merged_by(…) of adapters"


@pytest.mark.parametrize("path", sorted((MODELS / "intermediate" / "by_ticket").glob("*.sql")), ids=lambda p: p.stem)
def test_rows_of_a_ticket_depend_on_it_and_on_what_is_watched(path: Path) -> None:
    """A night makes the rows of touched tickets again: what else they read has to touch them when it changes."""
    text = path.read_text(encoding="utf-8")
    last_build = (MACROS / "last_build.sql").read_text(encoding="utf-8")
    watched = {"int_sources", "int_customers", *re.findall(r"'((?:all|int)_\w+)'", reference_models(last_build))}
    assert set(re.findall(r"\bref\('(\w+)'\)", text)) <= watched


def reference_models(last_build: str) -> str:
    """The body of the macro of that name."""
    return last_build.split("macro reference_models()")[1].split("endmacro", maxsplit=1)[0]


def test_marts_are_thin() -> None:
    counts = {path.stem: len(refs(path.read_text(encoding="utf-8"))) for path in MART_FILES}
    assert max(counts.values()) <= 3, counts
    assert sum(count == 1 for count in counts.values()) >= 0.8 * len(counts), counts


@pytest.mark.parametrize("path", MODEL_FILES, ids=lambda path: path.stem)
def test_names_and_sizes(path: Path) -> None:
    prefix = {"staging": "stg_", "canonical": "all_", "intermediate": "int_", "marts": "", "semantic": ""}[layer(path)]
    longest = {"staging": 80, "canonical": 15, "intermediate": 120, "marts": 60, "semantic": 15}[layer(path)]
    text = path.read_text(encoding="utf-8")
    assert path.stem.startswith(prefix)
    assert text.startswith("-- One row per "), "the first line says the grain"
    assert len(text.splitlines()) <= longest
    assert len(re.findall(r"^\w+ as \($|^with \w+ as \($", text, flags=re.MULTILINE)) <= 8, "too many CTEs: split it"


@pytest.mark.parametrize("path", sorted(MACROS.rglob("*.sql")), ids=lambda path: path.stem)
def test_macros_are_short(path: Path) -> None:
    for name, body in re.findall(r"\{%-? macro (\w+)(.*?)endmacro", path.read_text(encoding="utf-8"), flags=re.DOTALL):
        assert len(body.splitlines()) <= 25, f"{name} is too long"


def test_no_construct_that_spark_cannot_read() -> None:
    forbidden = {
        r"\bqualify\b": "qualify",
        r"(?<!:)::(?!:)": "::",
        r"\bstring_agg\b": "string_agg",
        r"\basof\b": "asof join",
        # Spark takes it apart wrongly: what hangs on the answer is compared with itself.
        r"\bwhen (not )?exists\b|\bexists ?\([^()]*\) as\b": "exists outside of where",
        r"\bepoch(_us|_ms)?\(": "epoch()",
        r"\barg_max\b|\bmax_by\b|\bmin_by\b": "max_by",
        r"\bignore nulls\b": "ignore nulls",
        r"\bgroup by all\b": "group by all",
        r"\bunnest\(": "unnest",
        r"\bstrptime\(|\bstrftime\(": "strptime",
        r"\btimezone\(": "timezone()",
        r"\btarget\.type\b": "target.type",
        r"\bfilter \(": "filter (where)",
        r"\bdatediff\b|\bdate_diff\b": "datediff",
        r"\bapprox_\w+": "approximate aggregates",
        r"\bexclude \(|\breplace \(": "* exclude",
        r"\w''\w": "a quote within a text",
    }
    places = [*MODEL_FILES, *(PROJECT / "tests" / "dbt").rglob("*.sql")]
    places += [path for path in MACROS.rglob("*.sql") if "port" not in path.parts]
    found = []
    for path in places:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"--.*", "", text)
        found += [
            f"{path.name}: {name}"
            for pattern, name in forbidden.items()
            if re.search(pattern, text, flags=re.IGNORECASE)
        ]
    assert not found, found


def test_every_model_is_described_beside_its_sql() -> None:
    bare = [
        path.stem
        for path in MODEL_FILES
        if layer(path) != "staging" and not properties(path)["description"].startswith("One row per ")
    ]
    assert not bare


def test_one_word_one_meaning() -> None:
    """A column of a mart has one type and one docs block, its own, wherever it stands."""
    types: dict[str, set[str]] = {}
    for path in MART_FILES:
        for column in properties(path)["columns"]:
            types.setdefault(column["name"], set()).add(column["data_type"])
            assert column["description"] == "{{ doc('" + column["name"] + "') }}", f"{path.stem}.{column['name']}"
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}


def test_every_report_is_an_exposure_that_asks_its_question() -> None:
    exposures = yaml.safe_load((MODELS / "marts" / "reports.yml").read_text(encoding="utf-8"))["exposures"]
    asked = {exposure["depends_on"][0]: exposure["description"] for exposure in exposures}
    questions = {}
    for path in MART_FILES:
        model = properties(path)
        if meta := model.get("config", {}).get("meta"):
            questions[f"ref('{path.stem}')"] = meta["question"]
            assert f"doc('about_{path.stem}')" in model["description"], path.stem
    assert asked == questions


def test_names_tell_types() -> None:
    kinds = {
        "_at": {"timestamp"},
        "_date": {"date"},
        "_seconds": {"bigint", "double"},
        "_seconds_sum": {"bigint"},
        "_count": {"bigint"},
        "_id": {"string"},
    }
    for path in MART_FILES:
        for column in properties(path)["columns"]:
            name, kind = column["name"], column["data_type"]
            for ending, allowed in kinds.items():
                assert not name.endswith(ending) or kind in allowed, f"{path.stem}.{name} is {kind}"
            assert not name.startswith(("is_", "has_")) or kind == "boolean", f"{path.stem}.{name} is {kind}"
            assert not re.search(r"^num_|^total_|_flag$", name), name


def contract_columns(contract: dict[str, Any], names: list[str]) -> set[str]:
    """Columns of a mart, its dimension sets written out."""
    return {column for name in names for column in contract["dimension_sets"].get(name, [name])}


def contract_models() -> list[tuple[str, set[str], dict[str, Any]]]:
    contract = yaml.safe_load((PROJECT / "tests" / "contract" / "marts.yml").read_text(encoding="utf-8"))
    parts = ("dimensions", "columns", "dates", "measures")
    marts = {
        name: contract_columns(contract, [name for part in parts for name in mart[part]])
        for name, mart in contract["marts"].items()
        if mart["folder"] in FAMILIES
    }
    conformed = {name: set(table["columns"]) for name, table in contract["conformed"].items()}
    return [(name, columns, contract["columns"]) for name, columns in (marts | conformed).items()]


@pytest.mark.parametrize(
    ("name", "columns", "meanings"), contract_models(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_marts_keep_the_contract(name: str, columns: set[str], meanings: dict[str, Any]) -> None:
    """dbt enforces the yml on the tables; here the yml is held against the contract."""
    path = next(path for path in MART_FILES if path.stem == name)
    given = {column["name"]: column["data_type"] for column in properties(path)["columns"]}
    assert set(given) == columns
    for column, kind in given.items():
        wanted = "decimal(18, 4)" if column == "support_cost_amount" else TYPES[meanings[column]["type"]]
        assert kind == wanted, column


def test_canonical_keeps_the_export_contract() -> None:
    contract = yaml.safe_load((PROJECT / "tests" / "contract" / "exports.yml").read_text(encoding="utf-8"))
    types = {
        "text": "string",
        "time": "string",
        "json": "string",
        "integer": "bigint",
        "decimal": "decimal(18, 4)",
        "boolean": "boolean",
    }
    for entity, table in contract["entities"].items():
        given = {
            column["name"]: column["data_type"]
            for column in properties(MODELS / "canonical" / f"all_{entity}.sql")["columns"]
        }
        wanted = {name: types.get(column["type"], column["type"]) for name, column in table["columns"].items()}
        assert given == {"source": "string"} | wanted, entity


@pytest.mark.parametrize("path", sorted((PROJECT / "orchestration").rglob("*.py")), ids=lambda path: path.stem)
def test_python_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    tree = ast.parse(text)
    assert ast.get_docstring(tree), f"{path.name} has no docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 30, f"{path.name}: {node.name} is too long"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            assert node.name.startswith("_") or ast.get_docstring(node), f"{path.name}: {node.name} has no docstring"


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine, no registry's host in what is shipped."""
    words = re.compile(r"/work/|/tmp/gen|pypi\.org|pythonhosted|registry\.npmjs", flags=re.IGNORECASE)
    skipped = {
        ".git",
        ".venv",
        "var",
        "landing",
        "target",
        "logs",
        "__pycache__",
        ".pytest_cache",
        ".ruff_cache",
        ".hypothesis",
    }
    found = []
    for path in PROJECT.rglob("*"):
        if (
            skipped & set(path.relative_to(PROJECT).parts)
            or not path.is_file()
            or path == Path(__file__)
            or path.is_symlink()
        ):
            continue
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if words.search(text):
            found.append(str(path.relative_to(PROJECT)))
    assert not found, found
