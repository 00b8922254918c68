"""Fixtures that several test modules share."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from loader_house import House

from orchestration.lake import ensure_lake
from orchestration.load import load_all
from orchestration.publish import publish
from orchestration.settings import PROJECT, Settings
from tests.compiled import compile_project
from tests.memory import Warehouse

# The same few examples every time; HELPDESK_EXAMPLES=1000 looks for new ones.
settings.register_profile(
    "quick", max_examples=20, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
EXAMPLES = int(os.environ.get("HELPDESK_EXAMPLES", "0"))
settings.register_profile(
    "search", settings.get_profile("quick"), max_examples=EXAMPLES or 1, derandomize=False, print_blob=True
)
settings.load_profile("search" if EXAMPLES else "quick")


@pytest.fixture(scope="session")
def empty_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with nothing but the schemas, to be copied: making them takes longer than most tests."""
    house = House(tmp_path_factory.mktemp("empty"))
    ensure_lake(house.settings)
    return house.settings.home


@pytest.fixture
def house(tmp_path: Path, empty_lake: Path) -> House:
    """An empty landing folder and lake."""
    (tmp_path / "landing").mkdir()
    shutil.copytree(empty_lake, tmp_path / "home")
    return House(tmp_path)


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Callable[[str], Warehouse]]:
    """Warehouses in memory by reporting time zone; whoever takes one builds it anew."""
    nodes_of = compile_project(PROJECT / "target" / "compiled_for_tests")
    made: dict[str, Warehouse] = {}

    def of_zone(zone: str) -> Warehouse:
        if zone not in made:
            made[zone] = Warehouse(nodes_of(zone))
        return made[zone]

    yield of_zone
    for one in made.values():
        one.close()


@pytest.fixture(scope="session")
def story_home(tmp_path_factory: pytest.TempPathFactory, warehouse: Callable[[str], Warehouse]) -> Path:
    """A home in which every mart of the story is published."""
    story = PROJECT / "tests" / "fixtures" / "story"
    settings = Settings(landing=story, home=tmp_path_factory.mktemp("published"))
    load_all(settings)
    built = warehouse("UTC")
    built.build_lake(settings.lake)
    marts = [name for (name,) in built.rows("select table_name from duckdb_tables() where schema_name = 'marts'")]
    built.connection.execute(f"attach '{settings.home}/warehouse.duckdb' as file; create schema file.marts")
    for mart in marts:
        built.connection.execute(f"create table file.marts.{mart} as from warehouse.marts.{mart}")
        built.connection.execute(f"comment on table file.marts.{mart} is 'One row.'")
    built.connection.execute("detach file")
    publish(settings.home, marts)
    return settings.home
