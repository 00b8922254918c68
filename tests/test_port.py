"""The port layer says the same on every engine: its cases, and a rendering of the project that is dbt's own."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.compiled import compile_project
from tests.port.cases import CASES
from tests.port.evaluate import Answers, on_duckdb, on_spark
from tests.port.render import DUCKDB, PROJECT, SPARK, Refused, Renderer, Setting, port_macros, queries

# A Python that has pyspark; Spark is tested where there is one, and Java.
SPARK_PYTHON = os.environ.get("HELPDESK_SPARK_PYTHON", "")


def differences(answers: Answers, refuses: tuple[str, ...] = ()) -> list[str]:
    """The cases in which an engine says something else, one line each."""
    found = []
    for place, case in enumerate(CASES):
        wanted = case.wanted if isinstance(case.wanted, tuple) else (case.wanted,)
        got = answers.get(place, ())
        if case.macro not in refuses and got != tuple(sorted(wanted, key=str)):
            found.append(f"{case.macro}{case.arguments}: {got} instead of {wanted}")
    return found


def test_every_macro_has_cases() -> None:
    assert set(port_macros()) == {case.macro for case in CASES}


def test_duckdb_says_what_is_wanted() -> None:
    assert not differences(on_duckdb())


@pytest.mark.skipif(not SPARK_PYTHON, reason="HELPDESK_SPARK_PYTHON names no Python that has pyspark")
def test_spark_says_what_is_wanted(tmp_path: Path) -> None:
    assert shutil.which("java") or os.environ.get("JAVA_HOME"), "Spark needs Java"
    assert not differences(on_spark(SPARK_PYTHON, tmp_path), SPARK.refuses)


@pytest.mark.parametrize("macro", SPARK.refuses)
def test_spark_says_what_it_cannot(macro: str) -> None:
    with pytest.raises(Refused, match="HELPDESK_PERSONAL_TEXT=hash"):
        Renderer(SPARK).call(macro, "value")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_the_rendering_is_dbts_own(zone: str) -> None:
    """Where dbt itself compiles, the same SQL comes out, but for how relations are called."""
    renderer = Renderer(DUCKDB, Setting(zone=zone))
    compiled = {
        node.name: node.code for node in compile_project(PROJECT / "target" / "compiled_for_tests")(zone).values()
    }
    paths = {path.stem: path for path in queries() if path.stem in compiled}
    assert len(paths) > 200
    different = [name for name, path in paths.items() if plain(renderer.model(path)) != plain(compiled[name])]
    assert not different


def plain(sql: str) -> str:
    """Relations by their last name alone, types as the models' own yml has them."""
    sql = sql.replace(" as TEXT)", " as string)")
    return re.sub(r'(?:"?\w+"?\.){2}"(\w+)"', r"\1", sql).replace('"', "").strip()
