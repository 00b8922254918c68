"""Mutated exports: each is loaded with every record accounted for, or refused in one line; its neighbours are unharmed.

`make soak` looks at ten times as many.
"""

from collections import Counter
from pathlib import Path

import pytest
from loader_house import House
from mutations import Mutant, bases, mutant

from orchestration.lake import FileResult
from tests.soak import ROUNDS

BATCH = 26
NUMBERS = range(208 * ROUNDS)


def drop(house: House, one: Mutant) -> None:
    """An account of its own for the mutant, beside a good file for the same table and one for another account."""
    source = f"m{one.number:06}"
    house.note(source, source_system=one.base.system)
    house.drop(f"{source}/{one.file}", one.content)
    house.drop(f"{source}/{one.base.file.format('9')}", one.base.neighbour)


def faults(one: Mutant, results: dict[str, FileResult], lake: "Lake") -> list[str]:
    """What is wrong with what became of a mutant."""
    source = f"m{one.number:06}"
    mine = {place: result for place, result in results.items() if result.source == source}
    neighbour = mine.pop(f"{source}/{one.base.file.format('9')}", None)
    found: list[str] = []
    if neighbour is None or (neighbour.status, neighbour.kept_count) != ("loaded", one.base.records):
        found.append(f"the neighbour was harmed: {neighbour and neighbour.line()}")
    if len(mine) != 1:
        return [*found, f"has {len(mine)} results"]
    (result,) = mine.values()
    kept, set_aside = lake.kept[source, result.file], lake.set_aside[source, result.file]
    if not result.line().isprintable():
        found.append(f"is told in more than one line: {result.line()!r}")
    if result.status == "refused":
        if not result.reason or kept or set_aside:
            found.append(f"is refused, {kept} rows kept, {set_aside} set aside, reason {result.reason!r}")
        return found
    counts = (result.row_count, result.kept_count, result.quarantined_count)
    if result.status != "loaded" or counts != (kept + set_aside + result.repeated_count, kept, set_aside):
        found.append(f"does not add up: {result.line()}, {kept} rows kept, {set_aside} set aside")
    if one.records is not None and result.row_count != one.records:
        found.append(f"has {one.records} records, of which {result.row_count} were counted")
    # A line that was taken for the header is told in the reason.
    text = lake.texts.get((source, result.file), "") + (result.reason or "")
    lost = sorted(token for token in one.tokens() if token not in text)
    if lost:
        found.append(f"lost {lost}; {result.line()}")
    return found


class Lake:
    """What the lake holds of each file: how many rows, and every letter of them."""

    def __init__(self, house: House) -> None:
        self.kept: Counter[tuple[str, str]] = Counter()
        self.set_aside: Counter[tuple[str, str]] = Counter()
        self.texts: dict[tuple[str, str], str] = {}
        for system, table in {(path.parts[-4], path.parts[-3]) for path in self._raw(house)}:
            for row in house.rows(table, system=system):
                self._take(self.kept, (row["_source"], row["_file"]), row)
        for row in house.quarantine() if list((house.settings.lake / "quarantine").glob("*.parquet")) else []:
            self._take(self.set_aside, (row["source"], row["file"]), row)

    def _raw(self, house: House) -> list[Path]:
        return [path for path in (house.settings.lake / "raw").glob("*/*/*/*.parquet") if path.parent.name != "schema"]

    def _take(self, count: Counter[tuple[str, str]], place: tuple[str, str], row: dict[str, object]) -> None:
        count[place] += 1
        self.texts[place] = self.texts.get(place, "") + "\x02".join(map(str, row.values())) + "\x02"


@pytest.mark.parametrize("first", NUMBERS[::BATCH])
def test_mutants_are_loaded_or_refused(house: House, first: int) -> None:
    mutants = [mutant(number) for number in range(first, min(first + BATCH, NUMBERS.stop))]
    for one in mutants:
        drop(house, one)
    results = house.load()
    lake = Lake(house)
    found = [f"{one} {fault}" for one in mutants for fault in faults(one, results, lake)]
    assert not found, "\n".join(found)
    again = house.load()
    assert {place: result.reason for place, result in again.items() if result.status == "refused"} == {
        place: result.reason for place, result in results.items() if result.status == "refused"
    }, "a reason must not change from run to run"


def test_bases_are_whole(house: House) -> None:
    """What is mutated is good: every record is kept, and every token is in the lake."""
    for number, base in enumerate(bases()):
        drop(house, Mutant(number, base, base.file.format(""), base.content, (), None, base.records))
    results = house.load()
    lake = Lake(house)
    for place, result in results.items():
        base = bases()[int(result.source[1:])]
        assert (result.status, result.kept_count) == ("loaded", base.records), f"{base.name} {place}: {result.line()}"
        token = (base.other_token if result.file == base.file.format("9") else base.token).decode()
        assert lake.texts[result.source, result.file].count(token) >= base.records, base.name
