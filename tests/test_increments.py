"""Nights that add to the build before them end where one build of everything does, row for row."""

import random
import shutil
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from loader_house import House

from orchestration.settings import Settings
from tests.deliveries import Landed, history, older
from tests.reference.export import Record
from tests.staging import run_dbt

DIGEST = "as before"
NIGHTS = 3
SEEDS = range(1, 7)
FACTS = {"tickets", "ticket_events", "messages", "chats", "customers", "survey_responses", "ai_conversations"}
TOUCHED = """
    select count(touched.ticket_id), count(*)
    from canonical.all_tickets as tickets
    left join intermediate.int_touched_tickets as touched using (source, ticket_id)
"""
# What they hold is what one night had to do.
OF_THE_NIGHT = ["stg_lake__changed_loads", "int_touched_tickets"]


def night(settings: Settings, *arguments: str) -> Path:
    """Every model, as a night with this project makes it."""
    return run_dbt(settings, "run", *arguments, digest=DIGEST)


def pieces(seed: int) -> list[list[Landed]]:
    """A history by the night that brings it: first what tickets refer to, the rest in random parts and versions."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    tables, note = history(seed)
    nights: list[dict[str, list[Record]]] = [{} for _ in range(NIGHTS)]
    last_nights: defaultdict[str, int] = defaultdict(lambda: dice.choice((0, 0, 0, 1, 2)))
    for entity, rows in tables.items():
        for row in rows:
            # Some tickets are all there in the first night.
            number = dice.randint(0, last_nights[row.get("ticket_id", "")]) if entity in FACTS else 0
            nights[number].setdefault(entity, []).append(row)
            if number and dice.random() < 0.5:
                nights[number - 1].setdefault(entity, []).append(older(dice, entity, row, rows))
    as_of = datetime.fromisoformat(str(note["exported_at"]))
    return [
        [
            Landed(
                f"night_{number}",
                (*note.items(), ("exported_at", at.isoformat())),
                entity,
                f"{entity}.csv",
                tuple(rows),
            )
            for entity, rows in brought.items()
        ]
        for number, brought in enumerate(nights)
        for at in [as_of - timedelta(days=NIGHTS - 1 - number)]
    ]


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
    accounts = {f"account_{seed}": pieces(seed) for seed in SEEDS}
    touched = []
    for number in range(NIGHTS):
        for account, nights in accounts.items():
            for file in nights[number]:
                file.drop(house.settings.landing / account)
        house.load()
        if number == 0:
            run_dbt(house.settings, "seed")
        with duckdb.connect(str(night(house.settings)), read_only=True) as warehouse:
            touched.append(warehouse.execute(TOUCHED).fetchall()[0])
    assert touched[0][0] == 0
    assert all(0 < again < tickets for again, tickets in touched[1:]), touched
    added = shutil.copy(house.settings.home / "warehouse.duckdb", tmp_path / "added.duckdb")
    anew = night(house.settings, "--full-refresh")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{added}' as added (read_only); attach '{anew}' as anew (read_only)")
        assert differences(connection) == []
