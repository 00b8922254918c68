"""The project's macros and SQL as dbt renders them, for an engine whose adapter need not be there.

dbt's own parser and `return` are at work; what dbt knows of the project is read from the project's files.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import yaml
from dbt_common.clients.jinja import get_template
from dbt_common.exceptions.macros import MacroReturn

PROJECT = Path(__file__).resolve().parents[2]
MACROS = PROJECT / "dbt_project" / "macros"
MODELS = PROJECT / "dbt_project" / "models"
# Macros there that make statements of a build, which no query can show.
STATEMENTS = {"raw_tables", "spark_adapter", "statements"}
PORT = [path for path in sorted((MACROS / "port").glob("*.sql")) if path.stem not in STATEMENTS]
NAME = "helpdesk_marts"
# What dbt puts before the name of a macro in a template's module.
PREFIX = "dbt_macro__"


class Refused(Exception):
    """A macro says why it cannot."""


@dataclass(frozen=True)
class Engine:
    """How an engine's adapter looks for macros, quotes names and calls texts."""

    prefixes: tuple[str, ...]
    quote: str = '"'
    text: str = "varchar"
    difference: str = "except"
    # A backslash in a literal escapes what follows.
    escapes: bool = False
    # Calls of the port layer's names in place of its bodies.
    stands_in: bool = False
    # Macros that say why the engine cannot.
    refuses: tuple[str, ...] = ()


DUCKDB = Engine(("duckdb", "default"), text="TEXT")
SPARK = Engine(("spark", "default"), quote="`", text="string", escapes=True, refuses=("keyed_hash",))


@dataclass(frozen=True)
class Setting:
    """What a deployment sets."""

    zone: str = "UTC"
    personal_text: str = "keep"
    systems: tuple[str, ...] = ("other",)

    def env_var(self, name: str, default: str = "") -> str:
        """The variable as this deployment has it."""
        own = {"HELPDESK_REPORTING_TIMEZONE": self.zone, "HELPDESK_PERSONAL_TEXT": self.personal_text}
        return own.get(name, default)


@dataclass
class Renderer:
    """Writes SQL for one engine and deployment."""

    engine: Engine
    setting: Setting = field(default_factory=Setting)
    context: dict[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        given = _project()["vars"] | {"systems": list(self.setting.systems)}
        self.context = {
            "return": _give_back,
            "adapter": SimpleNamespace(dispatch=self._dispatch, quote=self._quoted),
            "dbt": SimpleNamespace(type_string=lambda: self.engine.text, **{"except": lambda: self.engine.difference}),
            "var": lambda name, default=None: given.get(name, default),
            "env_var": self.setting.env_var,
            "exceptions": SimpleNamespace(raise_compiler_error=_refuse),
            "execute": True,
            "flags": SimpleNamespace(WHICH="compile", FULL_REFRESH=False),
            "modules": SimpleNamespace(re=re),
            "project_name": NAME,
            "graph": SimpleNamespace(sources=_sources(), nodes=_models()),
            "ref": lambda name: name,
            "source": lambda system, table: self._quoted(f"{system}__{table}"),
            "config": lambda **_: "",
        }
        for path in sorted(MACROS.rglob("*.sql")):
            for name, macro in vars(_read(path.read_text(encoding="utf-8")).make_module(self.context)).items():
                if name.startswith(PREFIX):
                    self.context[name.removeprefix(PREFIX)] = _called(macro)

    def call(self, name: str, *arguments: Any) -> str:
        """What a macro writes."""
        return str(self.context[name](*arguments)).strip()

    def sql(self, text: str, **more: str) -> str:
        """A text as dbt renders it, with names of its own."""
        return _read(text).render(self.context | more)

    def literal(self, text: str) -> str:
        """A text as the engine's literal."""
        doubled = text.replace("'", "''")
        return f"'{doubled}'" if not self.engine.escapes else "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def model(self, path: Path) -> str:
        """The SQL of a model or singular test; its columns are those of its own yml."""
        self.context["model"] = {"resource_type": "model", "columns": _described(_properties(path).get("columns", []))}
        return self.sql(path.read_text(encoding="utf-8"))

    def _quoted(self, name: str) -> str:
        return f"{self.engine.quote}{name}{self.engine.quote}"

    def _dispatch(self, name: str) -> Callable[..., str]:
        if self.engine.stands_in:
            return lambda *arguments: _stand_in(name, arguments)
        return next(self.context[key] for one in self.engine.prefixes if (key := f"{one}__{name}") in self.context)


def queries() -> list[Path]:
    """Every model and every singular test."""
    return [*sorted(MODELS.rglob("*.sql")), *sorted((PROJECT / "tests" / "dbt").glob("*.sql"))]


def all_systems() -> tuple[str, ...]:
    """Every source system that the project knows."""
    return tuple(_project()["vars"]["systems"])


def port_macros() -> list[str]:
    """Names of the port layer's macros; bodies for one engine have two underscores."""
    return [name for name in _parameters() if "__" not in name]


@cache
def _parameters() -> dict[str, tuple[str, ...]]:
    text = "".join(path.read_text(encoding="utf-8") for path in PORT)
    found = re.findall(r"\{%-? macro (\w+)\((.*?)\) -?%\}", text)
    return {name: tuple(re.findall(r"(\w+)(?:=[^,]*)?(?:, |$)", given)) for name, given in found}


def _stand_in(name: str, arguments: tuple[Any, ...]) -> str:
    """A call of the macro's name: SQL stays SQL, other words become texts, and a window stands behind."""
    given = dict(zip(_parameters()[name], arguments, strict=False))
    over = f" over ({given.pop('over')})" if "over" in given else ""
    words = {"path", "format", "delimiter", "pattern", "place", "item"} if name != "percentile_of" else set()
    written = [f"'{value}'" if key in words else str(value).strip("[]") for key, value in given.items()]
    return f"{name}({', '.join(written)}){over}"


def _give_back(value: Any) -> None:
    raise MacroReturn(value)


def _refuse(message: str) -> None:
    raise Refused(message)


def _called(macro: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return macro(*arguments, **named)
        except MacroReturn as returned:
            return returned.value

    return call


@cache
def _read(text: str) -> jinja2.Template:
    return get_template(text, {})


@cache
def _project() -> dict[str, Any]:
    return yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))


def _described(columns: list[dict[str, Any]]) -> dict[str, Any]:
    return {column["name"]: {"config": {"meta": {}}} | column for column in columns}


@cache
def _properties(path: Path) -> dict[str, Any]:
    """What stands in the yml beside a model; nothing where there is none."""
    beside = path.with_suffix(".yml")
    models = yaml.safe_load(beside.read_text(encoding="utf-8"))["models"] if beside.exists() else []
    return next((model for model in models if model["name"] == path.stem), {})


@cache
def _models() -> dict[str, Any]:
    return {
        f"model.{NAME}.{path.stem}": {
            "name": path.stem,
            "resource_type": "model",
            "fqn": [NAME, *path.relative_to(MODELS).with_suffix("").parts],
            "config": {"meta": _properties(path).get("config", {}).get("meta", {})},
            "columns": _described(_properties(path).get("columns", [])),
        }
        for layer in ("canonical", "marts")
        for path in sorted((MODELS / layer).rglob("*.sql"))
    }


@cache
def _sources() -> dict[str, Any]:
    found = {}
    for path in sorted(MODELS.rglob("*__sources.yml")):
        for system in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            for table in system["tables"]:
                key = f"source.{NAME}.{system['name']}.{table['name']}"
                found[key] = SimpleNamespace(
                    config=SimpleNamespace(meta=table.get("config", {}).get("meta", {})),
                    columns=_described(table.get("columns", [])),
                )
    return found
