"""The reference against the worked examples; they skip where those are absent."""

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest

from tests.reference import flows
from tests.reference.export import Row, as_text, read_account
from tests.reference.marts import DAY_MARTS, EVENT_MARTS

GOLDENS = Path(__file__).resolve().parents[2] / "shared" / "contract" / "goldens"
EVENT_DATES = {"reopened_date": "reopened_at", "started_date": "started_at"}


def golden_tables() -> list[tuple[Path, str]]:
    """Every expected table of the worked examples whose mart the reference covers."""
    tables = [(path.parents[1], path.stem) for path in sorted(GOLDENS.glob("*/expect/*.csv"))]
    return [(folder, name) for folder, name in tables if name.split(".")[0] in EVENT_MARTS | DAY_MARTS]


def golden_head(folder: Path) -> dict[str, str]:
    lines = (folder / "golden.yml").read_text(encoding="utf-8").splitlines()
    return {key.strip(): value for key, _, value in (line.partition(":") for line in lines)}


def grouped(rows: list[Row], columns: list[str], how: Row) -> dict[tuple[str, ...], list[str]]:
    """The rows with the columns asked for, summed up where the example says so, by its key."""
    wholes = dict.fromkeys(how.get("sum", []), sum) | dict.fromkeys(how.get("max", []), max)
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(as_text(row[column]) for column in how["key"]), []).append(row)
    found = {}
    for key, members in groups.items():
        assert wholes or len(members) == 1, f"{key}: more than one row"
        values = [
            wholes[name](row[name] for row in members) if name in wholes else members[0][name] for name in columns
        ]
        found[key] = [as_text(value) for value in values]
    return found


@pytest.mark.parametrize(("folder", "name"), golden_tables(), ids=lambda value: getattr(value, "name", value))
def test_worked_example(folder: Path, name: str) -> None:
    head = golden_head(folder)
    zone, source, how = json.loads(head["reporting_timezone"]), json.loads(head["source"]), json.loads(head[name])
    account = read_account(folder / "landing" / source)
    mart = name.split(".", maxsplit=1)[0]
    rows = EVENT_MARTS[mart](account) if mart in EVENT_MARTS else DAY_MARTS[mart](account, zone)
    for row in rows:
        row |= {day: flows.local_date(row[at], zone) for day, at in EVENT_DATES.items() if row.get(at)}
    if "where" in how:
        first = re.fullmatch(r"report_date >= date '(.+)'", how["where"])
        assert first, how["where"]
        rows = [row for row in rows if row["report_date"] >= date.fromisoformat(first.group(1))]
    with (folder / "expect" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        columns, *lines = list(csv.reader(file))
    places = [columns.index(column) for column in how["key"]]
    expected = {tuple(line[place] for place in places): line for line in lines}
    found = grouped(rows, columns, how)
    assert expected == (found if how["rows"] == "all" else {key: found[key] for key in expected if key in found})


def test_worked_examples_are_there() -> None:
    if not GOLDENS.exists():
        pytest.skip(f"no worked examples: {GOLDENS} is absent")
    assert len(golden_tables()) == 28
