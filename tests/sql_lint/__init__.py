"""What dbt gives to a model, as far as the linter needs it to see the SQL: no database, no manifest."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import yaml

_PROJECT = yaml.safe_load((Path(__file__).resolve().parents[2] / "dbt_project.yml").read_text("utf-8"))

project_name = _PROJECT["name"]
# Nothing is asked of the graph while this is false, as in dbt's own first pass.
execute = False


class adapter:  # noqa: N801
    """Stands for the engine: a dispatched macro becomes a call of its name with its first argument."""

    @staticmethod
    def dispatch(name: str) -> Callable[..., str]:
        """A function that writes `name(first argument)`."""
        return lambda first="", *_, **__: f"{name}({first})"

    @staticmethod
    def quote(name: str) -> str:
        """The name as DuckDB quotes it."""
        return f'"{name}"'


class model:  # noqa: N801
    """Stands for the model that is being read; its columns are those of its contract."""

    columns = {"source": {"name": "source", "data_type": "string"}}  # noqa: RUF012


class dbt:  # noqa: N801
    """Stands for dbt's own macros."""

    @staticmethod
    def type_string() -> str:
        """The engine's type of texts."""
        return "varchar"


# `except` is no name that Python lets a method have.
setattr(dbt, "except", lambda: "except")


def var(name: str, default: Any = None) -> Any:
    """The project's variable."""
    return _PROJECT["vars"].get(name, default)


def env_var(name: str, default: str = "") -> str:  # noqa: ARG001
    """The default, whatever the environment says."""
    return default


_compile = jinja2.Environment.compile
_compiled: dict[str, Any] = {}


def _compile_once(self: jinja2.Environment, source: Any, *args: Any, **named: Any) -> Any:
    """The linter reads all macros anew for each model, which took longer than the rules: a text is compiled once."""
    if not isinstance(source, str) or args or named:
        return _compile(self, source, *args, **named)
    if source not in _compiled:
        _compiled[source] = _compile(self, source)
    return _compiled[source]


jinja2.Environment.compile = _compile_once
