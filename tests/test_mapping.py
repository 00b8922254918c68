"""The worked example of bringing a tool without an adapter into the generic format: its own SQL, run as it stands."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from loader_house import House

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "dbt_project" / "models" / "staging" / "other" / "README.md"
GIVEN = PROJECT / "tests" / "fixtures" / "mapping" / "spiceworks_tickets.csv"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture
def mapped(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The example's account, made by the page's own SQL and note."""
    (note,) = blocks("json")
    work = tmp_path / "work"
    (work / "spiceworks").mkdir(parents=True)
    shutil.copyfile(GIVEN, work / GIVEN.name)
    monkeypatch.chdir(work)
    with duckdb.connect() as connection:
        connection.execute("".join(blocks("sql")))
    (work / "spiceworks" / "_export.json").write_text(json.dumps(json.loads(note)), encoding="utf-8")
    shutil.move(work / "spiceworks", house.settings.landing / "spiceworks")
    return house


def test_the_page_maps_without_a_warning(mapped: House) -> None:
    results = mapped.load()
    assert {file.split("/")[1]: (one.status, one.kept_count, one.reason) for file, one in results.items()} == {
        "tickets.csv": ("loaded", 5, None),
        "stages.csv": ("loaded", 3, None),
        "customers.csv": ("loaded", 4, None),
        "agents.csv": ("loaded", 2, None),
    }
    assert all(one.kept_count == one.row_count for one in results.values())


def test_what_is_unknown_stays_empty(mapped: House) -> None:
    mapped.load()
    tickets = mapped.rows("tickets", "ticket_id, created_at, owner_id, priority, first_replied_at, closed_at")
    assert tuple(tickets[0].values()) == (
        "4101", "2026-03-02T09:05:00", "Ada Amber", "normal", "2026-03-02T09:40:00", "2026-03-02T14:15:00"
    )  # fmt: skip
    assert tuple(tickets[3].values()) == ("4104", "2026-03-29T08:00:00", None, "low", None, None)
    # Addresses differ in their capitals; it is one person, and no address is carried on.
    assert len({row["customer_id"] for row in mapped.rows("tickets", "customer_id")}) == 4
    assert not [row for row in mapped.rows("customers") if any("@" in str(value) for value in row.values())]
