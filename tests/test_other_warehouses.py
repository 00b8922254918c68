"""A parse gate for warehouses that are not at hand.

The SQL of every model and singular test is read by sqlglot in the dialect of each. This says that the text parses, as
far as sqlglot knows the dialect (it lets more pass than the warehouse), and nothing about what the text means there.
A warehouse that the port layer has no bodies for gets calls of the macros' names in their place, so it is the text
outside the port layer that is read; Spark gets its own bodies.
"""

from dataclasses import replace

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tests.port.render import SPARK, Engine, Renderer, Setting, all_systems, queries

NO_BODIES = Engine((), stands_in=True)
DIALECTS = {
    "bigquery": replace(NO_BODIES, quote="`", text="string", difference="except distinct"),
    "databricks": replace(NO_BODIES, quote="`", text="string"),
    "redshift": NO_BODIES,
    "snowflake": NO_BODIES,
    "trino": NO_BODIES,
    "spark": SPARK,
}


def refusal(sql: str, dialect: str) -> str | None:
    """Why a text is not one query of the dialect; None when it is."""
    try:
        found = sqlglot.parse(sql, read=dialect)
    except SqlglotError as error:
        return str(error).splitlines()[0]
    # What sqlglot does not understand it may take for some command.
    return None if len(found) == 1 and isinstance(found[0], exp.Query) else "not one query"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_query_parses(dialect: str) -> None:
    personal_text = "drop" if "keyed_hash" in DIALECTS[dialect].refuses else "hash"
    setting = Setting("Europe/Berlin", personal_text, all_systems())
    renderer = Renderer(DIALECTS[dialect], setting)
    refused = {path.stem: why for path in queries() if (why := refusal(renderer.model(path), dialect))}
    assert not refused


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("bigquery", "select 1 as a union select 2 as a"),
        ("snowflake", "select lag(a) over w from t window w as (order by a)"),
        ("redshift", "select list_filter([1], lambda x: x > 0)"),
        ("trino", "select a from t qualify row_number() over (order by a) = 1"),
        ("spark", "select a from t where"),
        ("databricks", "update t set a = 1"),
    ],
)
def test_the_gate_refuses(dialect: str, sql: str) -> None:
    assert refusal(sql, dialect)
