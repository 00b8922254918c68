"""Fixtures that several test modules share."""

import shutil
from pathlib import Path

import pytest
from loader_house import House

from orchestration.lake import ensure_lake


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
