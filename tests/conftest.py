"""Fixtures that several test modules share."""

from pathlib import Path

import pytest
from loader_house import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty landing folder and lake."""
    (tmp_path / "landing").mkdir()
    return House(tmp_path)
