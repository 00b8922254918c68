"""Nights that add to the build before them end where one build of everything does, row for row."""

import random
import shutil
from pathlib import Path

import duckdb
from loader_house import House

from orchestration.settings import Settings
from tests.deliveries import Landed, deliver
from tests.staging import run_dbt
from tests.test_delivery_order import history

DIGEST = "as before"
NIGHTS = 3
SEEDS = range(4)
TICKETS = "canonical.all_tickets"
# What they hold is what one night had to do.
OF_THE_NIGHT = ["stg_lake__changed_loads", "int_touched_tickets"]


def night(settings: Settings, *arguments: str) -> Path:
    """Every model, as a night with this project makes it."""
    return run_dbt(settings, "run", *arguments, digest=DIGEST)


def land(house: House) -> list[list[tuple[str, Landed]]]:
    """Histories in random pieces, each an account of its own, by the night that they come in."""
    nights: list[list[tuple[str, Landed]]] = [[] for _ in range(NIGHTS)]
    for seed in SEEDS:
        dice = random.Random(seed)  # noqa: S311 - dice, not secrets
        for file in deliver(dice, *history(seed)):
            for number in dice.sample(range(NIGHTS), dice.choice((1, 1, 2))):
                nights[number].append((f"account_{seed}", file))
    return nights


def differences(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables of `added` and `anew` that differ, with the first row that does."""
    tables = connection.execute(
        """
        select distinct concat(schema_name, '.', table_name) from duckdb_tables()
        where database_name = 'anew' and schema_name in ('staging', 'intermediate', 'marts') and table_name not in $1
    """,
        [OF_THE_NIGHT],
    ).fetchall()
    assert len(tables) > 100
    found = []
    for (table,) in tables:
        for one, other in (("added", "anew"), ("anew", "added")):
            rows = connection.execute(f"from {one}.{table} except all from {other}.{table} limit 1").fetchall()
            found += [f"{table}: only {one}: {row}" for row in rows]
    return found


def test_nights_that_add_end_where_one_build_of_everything_does(house: House, tmp_path: Path) -> None:
    touched = []
    for number, files in enumerate(land(house)):
        for account, file in files:
            file.drop(house.settings.landing / account)
        house.load()
        if number == 0:
            run_dbt(house.settings, "seed")
        with duckdb.connect(str(night(house.settings)), read_only=True) as warehouse:
            counts = [f"(select count(*) from {table})" for table in ("intermediate.int_touched_tickets", TICKETS)]
            touched.append(warehouse.execute(f"select {', '.join(counts)}").fetchall()[0])
    assert touched[0][0] == 0
    assert all(0 < again < tickets for again, tickets in touched[1:]), touched
    added = shutil.copy(house.settings.home / "warehouse.duckdb", tmp_path / "added.duckdb")
    anew = night(house.settings, "--full-refresh")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{added}' as added (read_only); attach '{anew}' as anew (read_only)")
        assert differences(connection) == []
