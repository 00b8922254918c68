"""Fixtures that several test modules share."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from loader_house import House

from orchestration.lake import ensure_lake
from orchestration.settings import PROJECT
from tests.compiled import compile_project
from tests.memory import Warehouse


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
def warehouse() -> Callable[[str], Warehouse]:
    """Warehouses in memory by reporting time zone; whoever takes one builds it anew."""
    nodes_of = compile_project(PROJECT / "target" / "compiled_for_tests")
    return cache(lambda zone: Warehouse(nodes_of(zone)))
