"""Nights that add to the build before them end where one build of everything does, row for row."""

import csv
import io
import json
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from loader_house import House

from orchestration.settings import PROJECT, Settings
from tests.deliveries import Landed, history, older
from tests.reference.export import Record
from tests.small_exports import small_exports
from tests.staging import run_dbt

DIGEST = "as before"
NIGHTS = 3
SEEDS = range(1, 7)
FACTS = {"tickets", "ticket_events", "messages", "chats", "customers", "survey_responses", "ai_conversations"}
TOUCHED = """
    select count(touched.ticket_id), count(*)
    from canonical.all_tickets as tickets
    left join intermediate.int_touched_tickets as touched using (source, ticket_id)
    where source like $1
"""
# Names that a table of Iceberg keeps for itself: Spark refuses them as columns.
RESERVED = """
    select concat(schema_name, '.', table_name, '.', column_name)
    from duckdb_columns() inner join duckdb_tables() using (database_name, schema_name, table_name)
    where database_name = 'anew' and column_name in ('_file', '_pos', '_deleted', '_spec_id', '_partition')
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


def assert_hangs_on_raw_rows_alone(manifest: dict[str, Any]) -> None:
    """What else an adapter that keeps its rows read might change under them; loads are watched, seeds are no export."""
    kept = [
        node
        for node in manifest["nodes"].values()
        if node["name"].startswith("stg_") and node["config"]["materialized"] == "incremental"
    ]
    assert kept
    for node in kept:
        read: dict[str, set[str]] = defaultdict(set)
        for key in node["depends_on"]["nodes"]:
            kind, *_, name = key.split(".")
            read[kind].add(name)
        assert read["model"] <= {"stg_lake__loads", "stg_lake__changed_loads"}, node["name"]
        assert read["source"] == set(node["config"]["meta"].get("raw_keys", read["source"])), node["name"]


def assert_adds_up(house: House, bring: Iterable[Callable[[], None]], accounts: str, folder: Path) -> None:
    """Each `bring` lands what a night has to take; after the last all tables are those of one build of everything.

    Of the accounts that are `like` this later nights make some tickets again, not all.
    """
    touched = []
    for land in bring:
        land()
        house.load()
        if not touched:
            run_dbt(house.settings, "seed")
        with duckdb.connect(str(night(house.settings)), read_only=True) as warehouse:
            touched.append(warehouse.execute(TOUCHED, [accounts]).fetchall()[0])
    assert touched[0][0] == 0
    assert all(0 < again < tickets for again, tickets in touched[1:]), touched
    assert_hangs_on_raw_rows_alone(json.loads((house.settings.home / "dbt" / "manifest.json").read_bytes()))
    added = shutil.copy(house.settings.home / "warehouse.duckdb", folder / "added.duckdb")
    anew = night(house.settings, "--full-refresh")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{added}' as added (read_only); attach '{anew}' as anew (read_only)")
        assert differences(connection) == []
        assert connection.execute(RESERVED).fetchall() == []


def test_nights_that_add_end_where_one_build_of_everything_does(house: House, tmp_path: Path) -> None:
    accounts = {f"account_{seed}": pieces(seed) for seed in SEEDS}

    def bring(number: int) -> None:
        for account, nights in accounts.items():
            for file in nights[number]:
                file.drop(house.settings.landing / account)

    assert_adds_up(house, [partial(bring, number) for number in range(NIGHTS)], "account_%", tmp_path)


def part_of(path: Path, dice: random.Random) -> bytes:
    """Some of a file's records; a workbook whole."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as lines:
            head, *rows = csv.reader(lines)
        out = io.StringIO()
        csv.writer(out).writerows([head, *(row for row in rows if dice.random() < 0.5)])
        return out.getvalue().encode()
    if path.suffix == ".ndjson":
        return b"".join(line for line in path.read_bytes().splitlines(keepends=True) if dice.random() < 0.5)
    if path.suffix != ".json":
        return path.read_bytes()
    page = json.loads(path.read_bytes())
    for records in [page] if isinstance(page, list) else page.values():
        if isinstance(records, list):
            records[:] = [record for record in records if dice.random() < 0.5]
    return json.dumps(page).encode()


def simulated(folder: Path) -> list[Path]:
    """Files of simulated desks of two systems, two deliveries each: nearly everything, then the last day."""
    desk = ["--tickets", "300", "--days", "60", "--deliveries", "day", "--out", str(folder)]
    for form in ("hubspot", "zendesk"):
        command = [sys.executable, "-m", "orchestration.simulate", "--format", form, *desk]
        subprocess.run(command, cwd=PROJECT, check=True)
    return sorted(folder.glob("landing/*/*/*"))


def test_files_of_any_system_may_come_in_two_nights(house: House, tmp_path: Path) -> None:
    """Small files in part first and then whole, or whole at once; of simulated desks the last day comes second."""
    dice = random.Random(1)  # noqa: S311 - dice, not secrets
    nights: tuple[dict[Path, bytes], dict[Path, bytes]] = ({}, {})
    for file, path in small_exports(tmp_path / "small").items():
        landed = house.settings.landing / file
        is_split = path.name != "_export.json" and dice.random() < 0.7
        nights[0][landed] = part_of(path, dice) if is_split else path.read_bytes()
        if is_split:
            nights[1][landed] = path.read_bytes()
    files = simulated(tmp_path / "simulated")
    days = sorted({path.parent.name for path in files})
    for path in files:
        landed = house.settings.landing / path.relative_to(tmp_path / "simulated" / "landing")
        nights[days.index(path.parent.name)][landed] = path.read_bytes()

    def bring(number: int) -> None:
        for landed, content in nights[number].items():
            landed.parent.mkdir(parents=True, exist_ok=True)
            landed.write_bytes(content)

    assert_adds_up(house, [partial(bring, number) for number in (0, 1)], "simulated_%", tmp_path)
