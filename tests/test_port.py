"""The port layer says the same on every engine: its cases, and a rendering of the project that is dbt's own."""

import re

import pytest

from tests.compiled import compile_project
from tests.port.cases import CASES
from tests.port.evaluate import differences, on_duckdb
from tests.port.render import DUCKDB, PROJECT, SPARK, Refused, Renderer, Setting, port_macros, queries


def test_every_macro_has_cases() -> None:
    assert set(port_macros()) == {case.macro for case in CASES}


def test_duckdb_says_what_is_wanted() -> None:
    assert not differences(on_duckdb())


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
