"""When a build may add to the last one, and when a night has nothing to do."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from loader_house import House

from orchestration import status
from orchestration.last_build import build_digest, forget_last_build, may_add
from orchestration.raw_tables import read_raw_tables
from orchestration.reread import forget
from orchestration.settings import Settings
from tests.test_newest import HEAD


def remember(settings: Settings, digest: str, claimed_by: str = "") -> None:
    """What a complete build leaves, or with a name one that is under way."""
    with duckdb.connect(str(settings.home / "warehouse.duckdb")) as connection:
        connection.execute("create schema if not exists built")
        connection.execute("create or replace table built.builds (digest varchar, claimed_by varchar)")
        connection.execute("insert into built.builds values ($1, $2)", [digest, claimed_by])


def test_a_build_adds_to_a_complete_one_of_the_same_alone(house: House) -> None:
    settings = house.settings
    assert not may_add(settings, "this")
    with duckdb.connect(str(settings.home / "warehouse.duckdb")):
        pass
    assert not may_add(settings, "this")
    remember(settings, "this")
    assert may_add(settings, "this")
    assert not may_add(settings, "that")
    remember(settings, "this", claimed_by="a build that died")
    assert not may_add(settings, "this")


def test_loads_that_are_forgotten_leave_nothing_to_add_to(house: House) -> None:
    house.note("acme/1", exported_at="2026-01-05T00:00:00Z")
    house.drop("acme/1/tickets.csv", HEAD + "1,2026-01-01T00:00:00Z,one\n")
    house.load()
    remember(house.settings, "this")
    tables = list(read_raw_tables(house.settings.staging)["other"].values())
    later = date(2026, 2, 1)
    assert forget(house.settings, tables, later).loads == 0
    assert may_add(house.settings, "this")
    assert forget(house.settings, tables, later.replace(month=1)).loads == 1
    assert not may_add(house.settings, "this")
    forget_last_build(replace(house.settings, home=house.root / "nowhere"))


def test_settings_that_change_rows_change_the_digest(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = house.settings
    made = {build_digest(settings), build_digest(settings, ["other"])}
    made.add(build_digest(replace(settings, reporting_timezone="Europe/Berlin")))
    made.add(build_digest(replace(settings, personal_text="keep")))
    monkeypatch.setenv("HELPDESK_PERSONAL_TEXT", "hash")
    for key in ("the first of two keys", "the second of two keys"):
        monkeypatch.setenv("HELPDESK_HASH_KEY", key)
        made.add(build_digest(replace(settings, personal_text="hash")))
    assert len(made) == 6


def test_only_what_a_green_night_made_of_the_same_is_current(story: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    settings = Settings(landing=tmp_path, home=home)
    status.end(settings, status.begin(home).started_at, None, {}, made_from="this")
    assert not status.is_current(home, "this"), "nothing is published"
    (home / "helpdesk.duckdb").symlink_to(story / "helpdesk.duckdb")
    assert status.is_current(home, "this")
    assert not status.is_current(home, "that")
    begun = status.begin(home).started_at
    assert not status.is_current(home, "this"), "a night is under way, or died"
    status.end(settings, begun, "a test failed", {}, made_from="this")
    assert not status.is_current(home, "this")
