"""Conservation, content that is known, deliveries in any order, and crashes at every step."""

import csv
import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loader_house import TICKETS, House

from orchestration import lake
from orchestration.load import load_all, load_table, refuse_unclaimed

AT = "2026-01-01T00:00:00Z"
MONDAY = TICKETS + f"1,{AT},low\n2,{AT},low\n"
TUESDAY = TICKETS + f"2,{AT},high\n3,{AT},low\n"

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
ROW = st.tuples(st.sampled_from(["1", "2", " 2", "3", ""]), st.sampled_from([AT, "", "soon"]), TEXT, TEXT)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=12), flaw=st.sampled_from(["", '"a"b,c\n', "1\n", '1,"\n']))
def test_nothing_is_lost_and_kept_rows_are_verbatim(
    house: House, rows: list[tuple[str, str, str, str]], flaw: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["ticket_id", "created_at", "subject", "mood"])
    writer.writerows(rows)
    # An account of its own for each example: the lake stays, the landing folder holds one file.
    source = f"s{len(list((house.settings.lake / 'files').glob('*')))}"
    path = house.drop(f"{source}/tickets.csv", out.getvalue() + flaw)
    (result,) = house.load().values()
    shutil.rmtree(path.parent)
    kept = [row for row in house.rows("tickets") if row["_load_id"] == result.load_id]
    reasons = Counter(row["reason"] for row in house.quarantine() if row["load_id"] == result.load_id)
    assert result.row_count == len(rows) + bool(flaw)
    assert result.row_count == result.kept_count + result.quarantined_count + result.repeated_count
    assert (len(kept), sum(reasons.values())) == (result.kept_count, result.quarantined_count)
    for row in kept:
        mood = json.loads(row["_rest"] or "{}").get("mood", "")
        assert (row["ticket_id"], row["created_at"], row["subject"] or "", mood) == rows[row["_row"] - 1]
    good = [row for row in rows if row[0].strip() and row[1] == AT]
    assert len(kept) == len({row[0].strip() for row in good})
    assert result.repeated_count == len(good) - len(set(good))
    assert reasons["key_null"] == sum(not row[0].strip() for row in rows)
    assert reasons["malformed"] == bool(flaw)


def test_the_same_file_twice_changes_nothing(house: House) -> None:
    first = house.one("tickets.csv", MONDAY)
    before = house.files()
    again = house.load()["acme/tickets.csv"]
    assert (again.status, again.load_id, again.row_count) == ("already_loaded", first.load_id, 2)
    assert house.files() == before
    os.utime(house.settings.landing / "acme" / "tickets.csv", (1, 1))
    house.load()
    assert house.files() == before


def test_a_duplicate_delivery_is_entered_once_and_points_to_its_load(house: House) -> None:
    for day in ("1", "2"):
        house.note(f"acme/{day}", exported_at=f"2026-01-0{day}T02:00:00+02:00", bot_agent_ids=[7])
        house.drop(f"acme/{day}/tickets.csv", MONDAY)
    for _ in range(2):
        house.load()
        first, second = house.books()
        assert (first["status"], second["status"]) == ("loaded", "already_loaded")
        assert second["load_id"] == first["load_id"]
        assert (second["row_count"], second["kept_count"], second["repeated_count"]) == (2, 0, 2)
        assert second["exported_at"] == datetime.fromisoformat("2026-01-02T00:00:00")
        assert second["bot_agent_ids"] == '["7"]'
        assert second["reason"] == "same content as 1/tickets.csv"
    assert len(house.rows("tickets")) == 2


def test_a_new_note_on_old_files_is_entered(house: House) -> None:
    house.one("tickets.csv", MONDAY)
    house.note("acme", exported_at=AT, complete=False)
    house.load()
    assert [(row["status"], row["has_note"], row["is_complete"]) for row in house.books()] == [
        ("already_loaded", True, False),
        ("loaded", False, True),
    ]


def test_two_files_of_one_content_count_as_the_last(house: House) -> None:
    for name, content in (("a", MONDAY), ("b", TUESDAY), ("c", MONDAY)):
        house.drop(f"acme/tickets.{name}.csv", content)
    assert {file: one.status for file, one in house.load().items()} == {
        "acme/tickets.a.csv": "already_loaded",
        "acme/tickets.b.csv": "loaded",
        "acme/tickets.c.csv": "loaded",
    }
    assert [row["priority"] for row in house.rows("tickets") if row["ticket_id"] == "2"] == ["low"]


def test_other_accounts_and_zones_keep_their_own_rows(house: House) -> None:
    house.drop("acme/tickets.csv", MONDAY)
    house.drop("bolt/tickets.csv", MONDAY)
    house.load()
    house.note("bolt", time_zone="Asia/Tokyo")
    house.load()
    assert len({row["load_id"] for row in house.books() if row["status"] == "loaded"}) == 3


def test_a_delivery_without_a_note_shares_the_accounts(house: House) -> None:
    house.note("acme", exported_at=AT, time_zone="Asia/Tokyo", complete=False, default_schedule_id=5)
    house.drop("acme/1/tickets.csv", MONDAY)
    result = house.load()["acme/1/tickets.csv"]
    assert (result.time_zone, result.default_schedule_id) == ("Asia/Tokyo", "5")
    assert (result.exported_at, result.has_note, result.is_complete) == (None, False, True)


@pytest.mark.parametrize("order", ["12", "21", "all"])
def test_deliveries_in_any_order_give_the_same_books(tmp_path: Path, order: str) -> None:
    def deliver(house: House, days: str) -> None:
        for day in days:
            house.note(f"acme/{day}", exported_at=f"2026-01-0{day}T00:00:00Z")
            house.drop(f"acme/{day}/tickets.csv", MONDAY if day == "1" else TUESDAY)
        house.load()

    def state(house: House) -> tuple[Any, ...]:
        drop = ("loaded_at", "_loaded_at")
        parts = (house.books(), house.rows("tickets"), house.quarantine())
        return tuple([{name: row[name] for name in row if name not in drop} for row in part] for part in parts)

    expected, found = House(tmp_path / "expected"), House(tmp_path / "found")
    deliver(expected, "12")
    for days in ["12"] if order == "all" else order:
        deliver(found, days)
    assert state(found) == state(expected)


def test_a_corrected_file_comes_back_by_itself(house: House) -> None:
    assert house.one("tickets.csv", "ticket_id\n1\n").status == "refused"
    assert house.one("tickets.csv", TICKETS + f"1,soon,low\n2,{AT},low\n").quarantined_count == 1
    assert house.one("tickets.csv", MONDAY).kept_count == 2
    assert [row["status"] for row in house.books()] == ["loaded", "loaded", "refused"]


def test_one_table_at_a_time_gives_what_all_at_once_gives(house: House) -> None:
    house.drop("acme/tickets.csv", MONDAY)
    house.drop("acme/agents.csv", "agent_id\n7\n")
    house.drop("acme/strange.csv", "x\n")
    assert [one.file for one in load_table(house.settings, "other", "agents")] == ["agents.csv"]
    assert house.rows("tickets") == []
    assert [one.file for one in refuse_unclaimed(house.settings)] == ["strange.csv"]
    assert [one.file for one in load_table(house.settings, "other", "tickets")] == ["tickets.csv"]
    before = house.files()
    assert {one.status for one in load_all(house.settings)} == {"already_loaded", "refused"}
    assert house.files() == before


def test_lines_for_people(house: House) -> None:
    house.drop("acme/tickets.csv", TICKETS + f"1,{AT},low\n1,{AT},low\n2,soon,low\n")
    house.drop("acme/agents.csv", "")
    lines: list[str] = []
    for _ in range(2):
        load_all(house.settings, lines.append)
    assert sorted(set(lines)) == [
        "acme/agents.csv: refused: is empty (0 bytes)",
        "acme/tickets.csv: 3 rows, 1 kept, 1 quarantined, 1 repeated",
    ]


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", range(4))
def test_a_crash_at_any_move_repairs_itself(house: House, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    house.load()
    house.drop("acme/tickets.csv", TICKETS + f"1,{AT},low\n2,soon,low\n")
    house.drop("acme/agents.csv", "agent_id\n7\n")
    moves: list[Path] = []
    really: Callable[[Path, Path], None] = lake.move_in

    def move_in(made: Path, place: Path) -> None:
        if len(moves) == step:
            raise Killed
        moves.append(place)
        really(made, place)

    with monkeypatch.context() as patched:
        for module in ("unit", "books"):
            patched.setattr(f"orchestration.{module}.move_in", move_in)
        with pytest.raises(Killed):
            house.load()
    # The rows of a load that was not entered may lie there, but the next night can differ: none of it may stay.
    house.drop("acme/tickets.more.csv", TICKETS + f"3,{AT},low\n")
    house.load()
    entered = {row["load_id"] for row in house.books() if row["status"] == "loaded"}
    assert {row["_load_id"] for row in house.rows("tickets")} | {
        row["_load_id"] for row in house.rows("agents")
    } == entered
    assert [row["ticket_id"] for row in house.rows("tickets")] == ["1", "3"]
    assert [row["given_value"] for row in house.quarantine() if row["load_id"] in entered] == ["soon"]
    assert list(house.settings.scratch.iterdir()) == []


def test_every_declared_table_can_be_read_before_any_load(tmp_path: Path) -> None:
    house = House(tmp_path)
    lake.ensure_lake(house.settings)
    before = house.files()
    lake.ensure_lake(house.settings)
    assert house.files() == before
    assert house.rows("support_costs") == house.books() == house.quarantine() == []
    assert len([path for path in before if path.startswith("raw/other/")]) == 20
