"""One story in every dialect: a vendor's export gives the marts of what it can know, told in the generic format.

What a dialect cannot say must stand in the capability table as partial or none (seeds/capabilities.csv), no more.
"""

import csv
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from orchestration.raw_tables import read_raw_tables
from tests import dialects
from tests.dialects.story import Story, read_story, write_generic
from tests.warehouse import build_warehouse

PROJECT = Path(__file__).resolve().parents[1]
MARTS = sorted(path.stem for path in (PROJECT / "dbt_project" / "models" / "marts").rglob("*.sql"))
WITHOUT_SOURCE = {"reporting_calendar"}
# About the export itself, not about the story.
ABOUT_THE_EXPORT = {"report_capabilities", "source_capabilities", "vendor_reconciliation"}
# What no dialect can be asked to have alike: the system's own name, links into it.
UNLIKE = {"source", "source_system", "ticket_url"}


def modules() -> list[ModuleType]:
    names = [found.name for found in pkgutil.iter_modules(dialects.__path__) if found.name != "story"]
    return [importlib.import_module(f"tests.dialects.{name}") for name in names]


SOURCES = [(module, source) for module in modules() for source in module.SOURCES]


def known(module: ModuleType, source: str) -> Story:
    return module.known(read_story(), source)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every dialect, and beside it what it can know in the generic format, in one warehouse."""
    folder = tmp_path_factory.mktemp("dialects")
    for module in modules():
        module.write(read_story(), folder / "landing")
        for source in module.SOURCES:
            write_generic(known(module, source), folder / "landing" / f"known_{source}")
    write_generic(Story({"tickets": read_story().rows("tickets")}), folder / "landing" / "tickets_only")
    built = build_warehouse(folder / "landing", folder / "home", timezone="Europe/Berlin")
    with duckdb.connect(str(built), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("source", [source for _, source in SOURCES])
@pytest.mark.parametrize("mart", [mart for mart in MARTS if mart not in WITHOUT_SOURCE | ABOUT_THE_EXPORT])
def test_marts_are_alike(warehouse: duckdb.DuckDBPyConnection, mart: str, source: str) -> None:
    relation = warehouse.sql(f"select * from marts.{mart} limit 0")
    # The scope of a whole account bears the name of the source.
    named = {"scope_id": "replace(scope_id, 'known_', '') as scope_id"}
    columns = ", ".join(named.get(name, name) for name in relation.columns if name not in UNLIKE)
    given = f"select {columns} from marts.{mart} where source = '{source}'"
    wanted = f"select {columns} from marts.{mart} where source = 'known_{source}'"
    missing = warehouse.execute(f"{wanted} except all {given}").fetchall()
    strange = warehouse.execute(f"{given} except all {wanted}").fetchall()
    shown = "\n".join(map(str, [columns, *missing[:5], "are missing; there are instead", *strange[:5]]))
    assert (missing, strange) == ([], []), f"{len(missing)} and {len(strange)} rows differ\n{shown}"


@pytest.mark.parametrize(("module", "source"), SOURCES, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_lacking_is_owned_up_to(warehouse: duckdb.DuckDBPyConnection, module: ModuleType, source: str) -> None:
    """A fact that the dialect leaves out is partial or none in the table, with a reason."""
    levels = warehouse.execute("select fact, level from marts.source_capabilities where source = ?", [source])
    full = {fact for fact, level in levels.fetchall() if level in ("native", "derived")}
    assert not known(module, source).lacks & full


def test_the_vendors_own_numbers_are_ours_or_differ_for_a_reason(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The dialects write the numbers that their vendors would ship: most are ours, and no difference is unexplained."""
    counted = "select count(*) filter (is_equal), count(*) filter (difference_reason = 'unexplained')"
    equal, unexplained = warehouse.execute(f"{counted} from marts.vendor_reconciliation").fetchall()[0]
    assert equal > 100
    assert unexplained == 0


def test_what_is_unknown_is_empty_and_never_zero(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Where a fact is not in the exports, its marts have no row of the source and its columns no value."""
    lacking = warehouse.execute(
        """
        select source, mart_name, column_name, fact from marts.report_capabilities
        where level = 'none' and without_it = 'empty' order by all
        """
    ).fetchall()
    assert lacking
    told = [
        (source, mart, column, fact)
        for source, mart, column, fact in lacking
        if warehouse.execute(f"select count({column or '*'}) from marts.{mart} where source = ?", [source]).fetchall()
        != [(0,)]
    ]
    assert told == []


def seed(name: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_fact_of_every_system_has_a_level_and_a_reason_where_it_lacks() -> None:
    rows = seed("capabilities")
    facts = {row["fact"] for row in rows}
    for system in {row["system"] for row in rows}:
        assert {row["fact"] for row in rows if row["system"] == system} == facts, system
    assert all(row["reason"] for row in rows if row["level"] in ("partial", "none"))
    assert facts >= {row["fact"] for row in seed("fact_uses")}


def test_capabilities_speak_of_raw_tables_that_are_declared() -> None:
    declared = read_raw_tables(PROJECT / "dbt_project" / "models" / "staging")
    for row in seed("capabilities"):
        named = set(filter(None, row["raw_tables"].split("|")))
        assert named <= set(declared[row["system"]]), row


def test_fact_uses_speak_of_marts_and_columns_that_exist(warehouse: duckdb.DuckDBPyConnection) -> None:
    for row in seed("fact_uses"):
        columns = warehouse.sql(f"select * from marts.{row['mart_name']} limit 0").columns
        assert row["column_name"] in ("", *columns), row
