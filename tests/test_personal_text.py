"""Personal text goes no further than canonical, and no report depends on it.

Canaries stand in every personal column of an export; they are looked for in everything that is made of it.
"""

import hmac
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from loader_house import House

from orchestration.hash_key import put_key
from orchestration.personal_data import marts_with, personal_columns
from orchestration.publish import publish
from orchestration.raw_tables import read_raw_tables
from orchestration.settings import PROJECT, STAGING, Settings
from orchestration.sql_text import identifier, literal
from tests.compiled import SYSTEM, compile_canonical, compile_project
from tests.dialects.story import EXPORTED_AT, TIME_ZONE, read_story
from tests.memory import Warehouse
from tests.reference.export import Export, Row

KEY = "a key of tests, longer than a block of the hash: " + "k" * 40
HASHED = {"HELPDESK_PERSONAL_TEXT": "hash", "HELPDESK_HASH_KEY": KEY}
CANARY = "canary in "
MARTS = PROJECT / "dbt_project" / "models" / "marts"
STOPPED = [column for column in personal_columns() if not column.kept]
KEPT = [column for column in personal_columns() if column.kept]
# Names under which marts show texts that are there in one setting and not in the other.
TEXTS = {name for column in STOPPED for name in marts_with(column.names)}
# The story asks nothing of them: a row each.
MORE = {
    "knowledge_gap_questions": {"question_id": "Q1", "topic": "Lamps", "asked_at": "2026-03-01T10:00:00Z"},
    "schedule_exceptions": {"subject_type": "account", "exception_type": "closed", "start_date": "2026-03-02"},
}

Warehouses = dict[str, Warehouse]


def canary(model: str, column: str) -> str:
    """What stands in a personal column, and nowhere else."""
    text = f"{CANARY}{model}.{column}, Zoë's"
    return json.dumps({"note": text}, ensure_ascii=False) if column == "attributes" else text


def planted() -> Export:
    """The story with a canary in every personal column of it."""
    tables = read_raw_tables(STAGING)[SYSTEM]
    rows: dict[str, list[Row]] = {name: [dict(row) for row in given] for name, given in read_story().entities.items()}
    for entity, row in MORE.items():
        rows.setdefault(entity, []).append({**row})
    for column in personal_columns():
        entity = column.model.removeprefix("all_")
        assert column.name in tables[entity].by_name
        for row in rows[entity]:
            row[column.name] = canary(column.model, column.name)
    return Export("story", {"exported_at": EXPORTED_AT, "time_zone": TIME_ZONE}, rows)


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> Warehouses:
    """The story with canaries, built as each setting says."""
    place, made = tmp_path_factory.mktemp("canonical"), {}
    nodes = compile_project(PROJECT / "target" / "compiled_for_tests")("UTC")
    for setting in ("keep", "drop", "hash"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HELPDESK_HASH_KEY", KEY)
            own = {} if setting == "keep" else compile_canonical(place, setting)
        made[setting] = Warehouse({key: replace(node, code=own.get(key, node.code)) for key, node in nodes.items()})
        put_key(made[setting].connection, HASHED)
        made[setting].build([planted()])
    return made


def found(warehouse: Warehouse) -> set[tuple[str, str, str]]:
    """(canary, table, column) of what intermediate and marts hold of canaries; other types than text hold none."""
    columns = warehouse.rows(
        """
        select schema_name, table_name, list(column_name) from duckdb_columns()
        where database_name = 'warehouse' and schema_name in ('intermediate', 'marts') and data_type = 'VARCHAR'
        group by schema_name, table_name
        """
    )
    assert len(columns) > 100
    told: set[tuple[str, str, str]] = set()
    for schema, table, names in columns:
        parts = [f"list(distinct regexp_extract({name}, '{CANARY}([a-z_.]+)', 1))" for name in names]
        (lists,) = warehouse.rows(f"select {', '.join(parts)} from warehouse.{schema}.{table}")
        told |= {
            (place, table, name) for name, places in zip(names, lists, strict=True) for place in places or [] if place
        }
    return told


@pytest.mark.parametrize("setting", ["drop", "hash"])
def test_personal_text_stops_at_canonical(warehouses: Warehouses, setting: str) -> None:
    told = {
        (f"{column.model}.{column.name}", mart, name)
        for column in KEPT
        for name, marts in marts_with(column.names).items()
        for mart in marts
    }
    marts = {path.stem for path in MARTS.rglob("*.sql")}
    left = found(warehouses[setting])
    assert {place for place, _, _ in left} == {f"{column.model}.{column.name}" for column in KEPT}
    assert {one for one in left if one[1] in marts} <= told


def test_the_search_finds_what_is_there(warehouses: Warehouses) -> None:
    shown = {f"{column.model}.{column.name}" for column in personal_columns() if marts_with(column.names)}
    assert {place for place, _, _ in found(warehouses["keep"])} == shown


@pytest.mark.parametrize("setting", ["drop", "hash"])
def test_no_report_depends_on_it(warehouses: Warehouses, setting: str) -> None:
    kept, other = warehouses["keep"], warehouses[setting]
    for mart in sorted(path.stem for path in MARTS.rglob("*.sql")):
        columns = [name for name in kept.connection.table(f"warehouse.marts.{mart}").columns if name not in TEXTS]
        query = f"select {', '.join(map(identifier, columns))} from marts.{mart}"
        assert Counter(kept.rows(query)) == Counter(other.rows(query)), mart


def test_dropped_text_is_empty_where_there_was_some(warehouses: Warehouses) -> None:
    assert warehouses["drop"].rows("select distinct subject from canonical.all_tickets") == [("",)]
    assert warehouses["drop"].rows("select distinct reason from canonical.all_schedule_exceptions") == [("",)]


def test_hashed_text_is_its_hmac(warehouses: Warehouses) -> None:
    wanted = hmac.new(KEY.encode(), canary("all_tickets", "subject").encode(), "sha256").hexdigest()
    assert warehouses["hash"].rows("select distinct subject from marts.tickets") == [(wanted,)]


@pytest.mark.parametrize("key", ["sixteen letters.", "€" * 21 + "x", KEY, "it's; --\\ 'quoted'"])
def test_keys_of_every_length_are_those_of_hmac(key: str) -> None:
    inner = "unhex(sha256(getvariable('helpdesk_hash_inner') || ''::blob))"
    code = f"select sha256(getvariable('helpdesk_hash_outer') || {inner})"
    with duckdb.connect() as connection:
        put_key(connection, {**HASHED, "HELPDESK_HASH_KEY": key})
        assert connection.execute(code).fetchall() == [(hmac.new(key.encode(), b"", "sha256").hexdigest(),)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"HELPDESK_PERSONAL_TEXT": "remove"}, "is none of drop, hash, keep: remove"),
        ({"HELPDESK_PERSONAL_TEXT": "hash"}, "needs HELPDESK_HASH_KEY, 16 bytes or more"),
        ({"HELPDESK_PERSONAL_TEXT": "hash", "HELPDESK_HASH_KEY": "too short"}, "16 bytes or more$"),
    ],
)
def test_settings_that_cannot_be_used(given: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Settings.from_environment(given)


def test_text_is_dropped_unless_somebody_says_otherwise() -> None:
    assert Settings.from_environment({}).personal_text == "drop"
    settings = Settings.from_environment(HASHED)
    assert settings.personal_text == "hash"
    assert KEY not in repr(settings)


@pytest.mark.parametrize("keeps_text", [False, True])
def test_what_is_published_holds_no_canary(warehouses: Warehouses, house: House, *, keeps_text: bool) -> None:
    """The tables, the books with rows that were held back, and every byte; with the texts kept all of it is found."""
    bad = f"ticket_id,created_at,subject\n,{CANARY}created_at,{CANARY}subject\n"
    assert house.one("tickets.csv", bad).quarantined_count == 1
    warehouse, home = warehouses["keep" if keeps_text else "drop"].connection, house.settings.home
    warehouse.execute(f"attach {literal(home / 'warehouse.duckdb')} as file; create schema file.marts")
    marts = sorted(path.stem for path in MARTS.rglob("*.sql"))
    for mart in marts:
        warehouse.execute(f"create table file.marts.{mart} as from warehouse.marts.{mart}")
    warehouse.execute("detach file")
    published = publish(home, marts, keeps_text=keeps_text)
    assert published.ops == {"load_audit": 1, "quarantine": 1}
    texts = texts_of(published.path, home / "marts")
    stopped = [f"{CANARY}{column.model}.{column.name}" for column in STOPPED if marts_with(column.names)]
    for text in [*stopped, f"{CANARY}created_at", f"{CANARY}subject"]:
        assert (text in texts) == keeps_text, text
    raw = b"".join(path.read_bytes() for path in [published.path, *(home / "marts").iterdir()])
    assert keeps_text or not [text for text in stopped if text.encode() in raw]


def texts_of(file: Path, folder: Path) -> str:
    """Every value of every table that is published, as one text."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        names = [name for (name,) in tables] + [f"read_parquet({literal(path)})" for path in folder.iterdir()]
        assert len(names) > 120
        return "\n".join(str(connection.execute(f"from {name}").fetchall()) for name in names)
