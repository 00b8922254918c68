"""Any split of a history into deliveries, landing in any order, gives what one full load of it gives."""

import random
from collections.abc import Callable, Iterable

import pytest
from loader_house import House

from tests.deliveries import Landed, deliver, history, holding
from tests.memory import Warehouse
from tests.soak import ROUNDS

# Histories that share one lake, each three times over.
TOGETHER = 4
MOST_STEPS = 5
# All marts take longer than all else: only those of every so many rounds are compared.
MARTS_EVERY = 4
# How a history came in: piece by piece, every delivery at once, or in one delivery what holds in the end.
WAYS = ("pieces", "whole", "held")


def land(house: House, way: str, seed: int, files: Iterable[Landed]) -> None:
    """Put files into the folder of one account."""
    for file in files:
        file.drop(house.settings.landing / f"{way}_{seed}")


def arrive(house: House, seeds: Iterable[int]) -> int:
    """Land every history in every way, loading in between; returns how many deliveries there were."""
    steps: list[list[tuple[int, Landed]]] = [[] for _ in range(MOST_STEPS)]
    deliveries = 0
    for seed in seeds:
        dice = random.Random(seed)  # noqa: S311 - dice, not secrets
        tables, note = history(seed)
        files = deliver(dice, tables, note)
        deliveries += len({file.delivery for file in files})
        last = dice.randint(1, MOST_STEPS)
        for file in files:
            # Some come again as they were: nobody may notice.
            for step in dice.sample(range(last), min(last, dice.choice((1, 1, 1, 2)))):
                steps[step].append((seed, file))
        land(house, "whole", seed, files)
        known = tuple(note.items())
        held = [Landed("all", known, name, f"{name}.csv", tuple(rows)) for name, rows in holding(files).items()]
        land(house, "held", seed, held)
    for step in steps:
        for seed, file in step:
            land(house, "pieces", seed, [file])
        refused = [result.line() for result in house.load().values() if result.status == "refused"]
        assert not refused
    return deliveries


def differences(warehouse: Warehouse, layer: str) -> list[str]:
    """Tables in which a history depends on how it came in, with the first rows that do."""
    columns = "column_name = 'source'"
    query = f"select table_name from duckdb_columns() where schema_name = '{layer}' and {columns} order by all"
    found = []
    for (table,) in warehouse.rows(query):
        name = f"{layer}.{table}"
        for way in WAYS[:2]:
            # The account's name stands in other columns too.
            sides = [
                f"select replace(to_json(line)::varchar, '\"{one}_', '\"') from {name} as line where source ^@ '{one}_'"
                for one in (way, "held")
            ]
            for first, second, word in ((*sides, f"only in {way}"), (*reversed(sides), f"not in {way}")):
                rows = warehouse.rows(f"({first}) except all ({second}) limit 2")
                found += [f"{name}: {word}: {row}" for row in rows]
    return found


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_any_split_in_any_order_is_one_full_load(
    house: House, warehouse: Callable[[str], Warehouse], round_number: int
) -> None:
    seeds = range(round_number * TOGETHER, (round_number + 1) * TOGETHER)
    deliveries = arrive(house, seeds)
    assert deliveries > TOGETHER
    print(f"{deliveries} deliveries shuffled")
    built = warehouse("UTC")
    canonical = [node.name for node in built.nodes.values() if node.layer == "canonical"]
    built.build_lake(house.settings.lake, canonical)
    assert built.rows("select count(distinct source) from canonical.all_tickets") == [(TOGETHER * len(WAYS),)]
    assert differences(built, "canonical") == []
    if round_number % MARTS_EVERY == 0:
        built.build_lake(house.settings.lake)
        assert built.rows("select count(distinct source) from marts.tickets") == [(TOGETHER * len(WAYS),)]
        assert differences(built, "marts") == []
