"""The marts in PostgreSQL, on a server of the test's own: the same rows, and readers who never notice a publication."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import psycopg
import pytest

from orchestration.journal import Journal
from orchestration.night_report import report
from orchestration.postgres.asset import postgres_assets
from orchestration.postgres.target import PostgresError, Target
from orchestration.publish import Published
from orchestration.publish_postgres import main, publish_postgres
from orchestration.published_file import ON_SPARK, PUBLISHED
from orchestration.settings import PROJECT, Settings
from tests.postgres_server import programs, server
from tests.small_project import land, make_project, nightly

STEP = 1_000_000
ROWS = 2_000
READERS = 3
PUBLICATIONS = 4


@pytest.fixture(scope="module")
def owner() -> Iterator[str]:
    """The connection string of the owner of a server."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server on this machine: its programs are neither installed nor on the path")
    with server(found) as dsn:
        yield dsn


@pytest.fixture
def dsn(owner: str, request: pytest.FixtureRequest) -> str:
    """A database of its own for each test."""
    name = request.node.name[:60]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f'create database "{name}"')  # type: ignore[arg-type]
    return owner.replace("dbname=postgres", f"dbname={name}")


def rows(dsn: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def run(dsn: str, *statements: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def build(home: Path, version: int = 1) -> Path:
    """A published file of two marts in which every row says one version."""
    home.mkdir(exist_ok=True)
    new = home / "new.duckdb"
    with duckdb.connect(str(new)) as connection:
        connection.execute("create schema marts")
        for mart in ("one", "two"):
            numbers = f"select {version} * {STEP} + i as number from range({ROWS}) as numbers(i)"
            connection.execute(f"create table marts.{mart} as {numbers}")
    new.replace(home / "helpdesk.duckdb")
    return home


def versions(connection: psycopg.Connection[Any], mart: str) -> set[int]:
    found = connection.execute(f"select number / {STEP}, count(*) from marts.{mart} group by 1").fetchall()  # type: ignore[arg-type]
    return {version if count == ROWS else -count for version, count in found}


def test_every_mart_has_the_same_rows(story: Path, dsn: str) -> None:
    copied = publish_postgres(story, Target(dsn))
    with duckdb.connect(str(story / "helpdesk.duckdb"), read_only=True) as published:
        names = "select table_name from duckdb_tables() where schema_name = 'marts'"
        marts = [name for (name,) in published.execute(names).fetchall()]
        assert len(marts) > 60
        for mart in marts:
            wanted = published.execute(f"select * from marts.{mart}").fetchall()
            assert Counter(rows(dsn, f"select * from marts.{mart}")) == Counter(wanted), mart
            assert copied.marts[mart] == len(wanted)
    keys = rows(dsn, "select count(*) from pg_constraint where contype = 'u' and connamespace = 'marts'::regnamespace")
    assert keys == [(len(marts),)]
    assert set(copied.marts) == set(marts)


def test_a_second_publication_leaves_the_same(tmp_path: Path, dsn: str) -> None:
    counts = [publish_postgres(build(tmp_path), Target(dsn)).marts for _ in range(2)]
    assert counts == [{"one": ROWS, "two": ROWS}] * 2
    schemas = "select nspname from pg_namespace where nspname like 'marts%'"
    assert rows(dsn, schemas) == [("marts",)]


def test_values_types_and_comments_come_over(tmp_path: Path, dsn: str) -> None:
    values = [
        "'tab\tline\nreturn\r' as spaces, '' as empty, null::varchar as none, '\\N' as backslash, 'a' || chr(0) as nul",
        "'nan'::double as nan, '-inf'::double as infinite, 0.1::double as double, 12.3400::decimal(18, 4) as exact",
        "true as is_so, timestamp '2026-03-29 01:30:00.123456' as happened_at, date '0001-01-01' as first_date",
        "170141183460469231731687303715884105727::hugeint as huge, -9223372036854775808 as big",
        '\'ü🦆\' as "odd ""name"',
    ]
    with duckdb.connect(str(tmp_path / "helpdesk.duckdb")) as connection:
        connection.execute(f"create schema marts; create table marts.odd as select {', '.join(values)}")
        connection.execute("comment on table marts.odd is 'One row, it''s said.'")
        connection.execute("comment on column marts.odd.empty is '100 % {empty} %s'")
        (wanted,) = connection.execute("select * from marts.odd").fetchall()
    publish_postgres(tmp_path, Target(dsn))
    # A NUL cannot stand in PostgreSQL; NaN is not equal to itself.
    given = [value.replace("\0", "") if isinstance(value, str) else value for value in wanted]
    (found,) = rows(dsn, "select * from marts.odd")
    assert [str(value) for value in found] == [str(value) for value in given]
    assert rows(dsn, "select obj_description('marts.odd'::regclass), col_description('marts.odd'::regclass, 2)") == [
        ("One row, it's said.", "100 % {empty} %s")
    ]
    kinds = "select data_type from information_schema.columns where table_schema = 'marts' order by ordinal_position"
    text, double = "text", "double precision"
    assert [kind for (kind,) in rows(dsn, kinds)] == [
        *[text] * 5,
        *[double] * 3,
        *("numeric", "boolean", "timestamp without time zone", "date", "numeric", "bigint"),
        text,
    ]


@dataclass
class Seen:
    """What a reader found."""

    versions: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_on(dsn: str, stop: threading.Event, seen: Seen, isolation: psycopg.IsolationLevel | None) -> None:
    """Ask until told to stop: two marts in one query, or in two queries of one transaction."""
    versions_of = f"one.number / {STEP}, two.number / {STEP}"
    both = f"select {versions_of} from marts.one, marts.two where one.number % {STEP} = 0 limit 1"
    try:
        with psycopg.connect(dsn) as connection:
            connection.isolation_level = isolation
            while not stop.is_set():
                with connection.transaction():
                    if isolation:
                        # A snapshot that is older than what is read from it.
                        connection.execute("select 1")
                        time.sleep(0.01)
                        found = versions(connection, "one") | versions(connection, "two")
                    else:
                        found = set(connection.execute(both).fetchall()[0])  # type: ignore[arg-type]
                if len(found) != 1 or min(found) < 1:
                    seen.faults.append(f"mixed: {found}")
                seen.versions += found
    except psycopg.Error as error:
        seen.faults.append(str(error))


def test_readers_never_meet_the_writer(tmp_path: Path, dsn: str) -> None:
    publish_postgres(build(tmp_path), Target(dsn))
    stop, found = threading.Event(), [Seen() for _ in range(READERS)]
    levels = [None, psycopg.IsolationLevel.READ_COMMITTED, psycopg.IsolationLevel.REPEATABLE_READ]
    readers = [
        threading.Thread(target=read_on, args=(dsn, stop, seen, level))
        for seen, level in zip(found, levels, strict=True)
    ]
    for reader in readers:
        reader.start()
    for version in range(2, PUBLICATIONS + 2):
        publish_postgres(build(tmp_path, version), Target(dsn))
    stop.set()
    for reader in readers:
        reader.join(60)
    assert [seen.faults for seen in found] == [[]] * READERS
    assert all(seen.versions == sorted(seen.versions) for seen in found)
    assert len({version for seen in found for version in seen.versions}) > 1, "nobody read while it was published"


def test_an_open_transaction_keeps_what_it_read(tmp_path: Path, dsn: str) -> None:
    publish_postgres(build(tmp_path), Target(dsn))
    build(tmp_path, 2)
    with psycopg.connect(dsn, application_name="a dashboard") as reader:
        assert versions(reader, "one") == {1}
        with pytest.raises(PostgresError, match=r"a dashboard .* did not end a transaction") as refused:
            publish_postgres(tmp_path, Target(dsn), patience=0.0)
        assert refused.value.may_pass
        writer = threading.Thread(target=publish_postgres, args=(tmp_path, Target(dsn)))
        writer.start()
        time.sleep(2)
        assert versions(reader, "two") == {1}
        reader.commit()
        writer.join(60)
        assert versions(reader, "one") | versions(reader, "two") == {2}


def test_readers_may_read_and_no_more(tmp_path: Path, dsn: str) -> None:
    run(dsn, 'create role "bi readers"', "create role dashboard login")
    run(dsn, "revoke all on schema public from public")
    publish_postgres(build(tmp_path), Target(dsn, ("bi readers", "dashboard")))
    publish_postgres(build(tmp_path, 2), Target(dsn, ("bi readers", "dashboard")))
    theirs = dsn.replace("user=owner", "user=dashboard")
    assert rows(theirs, "select count(*) from marts.one") == [(ROWS,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(theirs, "delete from marts.one")
    with pytest.raises(PostgresError, match=r"^PostgreSQL: permission denied for database \S+$") as refused:
        publish_postgres(tmp_path, Target(theirs))
    assert not refused.value.may_pass
    with pytest.raises(PostgresError, match=r'^PostgreSQL: role "nobody else" does not exist$'):
        publish_postgres(tmp_path, Target(dsn, ("nobody else",)))


def test_what_others_made_stays(tmp_path: Path, dsn: str) -> None:
    run(dsn, "create schema marts", "create table marts.one (theirs int)")
    with pytest.raises(PostgresError, match="a schema marts that no publication made"):
        publish_postgres(build(tmp_path), Target(dsn))
    assert rows(dsn, "select * from marts.one") == []
    run(dsn, "drop schema marts cascade")
    publish_postgres(tmp_path, Target(dsn))
    run(dsn, "create view public.theirs as select * from marts.one")
    with pytest.raises(PostgresError, match=r"view theirs depends on table marts\.one"):
        publish_postgres(tmp_path, Target(dsn))
    assert rows(dsn, "select count(*) from public.theirs") == [(ROWS,)]


def test_marts_that_are_on_spark_alone_replace_nothing(tmp_path: Path, dsn: str) -> None:
    publish_postgres(build(tmp_path), Target(dsn))
    with duckdb.connect(str(tmp_path / PUBLISHED)) as published:
        published.execute(f"drop schema marts cascade; create schema ops; create table ops.{ON_SPARK} (source varchar)")
    with pytest.raises(ValueError, match="has no marts: HELPDESK_SPARK_BRING_BACK=no"):
        publish_postgres(tmp_path, Target(dsn))
    assert rows(dsn, "select count(*) from marts.one") == [(ROWS,)]


def test_one_publication_at_a_time(tmp_path: Path, dsn: str) -> None:
    build(tmp_path)
    with psycopg.connect(dsn) as other:
        other.execute("select pg_advisory_xact_lock(7305119842)")
        with pytest.raises(PostgresError, match="another publication") as refused:
            publish_postgres(tmp_path, Target(dsn))
    assert refused.value.may_pass
    publish_postgres(tmp_path, Target(dsn))


KILLED = """
import os, signal, sys
from pathlib import Path
from orchestration.postgres.tables import Mart
from orchestration.postgres.target import Target
from orchestration.publish_postgres import publish_postgres
lines = Mart.lines
def killed(mart, published):
    for some in lines(mart, published):
        yield some
        if mart.name == "two":
            os.kill(os.getpid(), signal.SIGKILL)
Mart.lines = killed
publish_postgres(Path(sys.argv[1]), Target(sys.argv[2]))
"""


def test_a_crash_leaves_what_was(tmp_path: Path, dsn: str) -> None:
    publish_postgres(build(tmp_path), Target(dsn))
    build(tmp_path, 2)
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), dsn], cwd=PROJECT, check=False)
    assert done.returncode == -signal.SIGKILL
    with psycopg.connect(dsn, autocommit=True) as reader:
        assert versions(reader, "one") | versions(reader, "two") == {1}
        publish_postgres(tmp_path, Target(dsn))
        assert versions(reader, "one") | versions(reader, "two") == {2}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("host=/nowhere user=me password=secret", "No such file or directory"),
        ("host=127.0.0.1 port=1 password=secret", "Connection refused"),
        ("secret", "HELPDESK_POSTGRES_DSN is no connection string"),
    ],
)
def test_a_server_that_cannot_be_had_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, said: str
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(build(tmp_path)))
    monkeypatch.setenv("HELPDESK_POSTGRES_DSN", given)
    assert main() == 1
    line = capsys.readouterr().err
    assert said in line
    assert line.count("\n") == 1
    assert "secret" not in line + repr(Target.from_environment())


def test_nothing_is_asked_of_who_has_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HELPDESK_POSTGRES_DSN", raising=False)
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path))
    assert postgres_assets() == []
    assert main() == 1
    # The nightly must run where the extra is not installed.
    imports = "import sys, orchestration.definitions, orchestration.nightly; assert 'psycopg' not in sys.modules"
    subprocess.run([sys.executable, "-c", imports], cwd=PROJECT, env=dict(os.environ), check=True)


def test_a_night_copies_and_says_so(tmp_path: Path, dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project, landing, home = make_project(tmp_path / "project"), tmp_path / "landing", tmp_path / "home"
    land(landing, "1,2026-01-01T00:00:00Z,low\n")
    (landing / "acme" / "agents.csv").write_text("agent_id\n7\n")
    nowhere = {"HELPDESK_POSTGRES_DSN": "host=/nowhere", "HELPDESK_RETRIES": "0"}
    red = nightly(project, landing, home, **nowhere)
    assert red.returncode == 1
    assert "failed: step helpdesk_postgres: PostgreSQL: connection is bad" in red.stdout
    assert red.stdout.splitlines()[-1] == f"RED: {home}/helpdesk.duckdb is new, and PostgreSQL keeps what it had"
    status = json.loads((home / "status.json").read_text())
    assert status["started_at"] <= status["published_at"] <= status["ended_at"]
    # The rest of that night, once the database is there again: what is built and published is not made a second time.
    for name, value in {"HOME": str(home), "LANDING": str(landing), "POSTGRES_DSN": dsn}.items():
        monkeypatch.setenv(f"HELPDESK_{name}", value)
    journal, settings = Journal(), Settings.from_environment()
    journal.published = Published({"tickets": 1}, {}, {}, home / "helpdesk.duckdb")
    resources = {"journal": dg.ResourceDefinition.hardcoded_resource(journal)}
    outcome = dg.materialize(postgres_assets(), resources=resources)
    lines = report(settings, journal, outcome, home / "log")
    assert lines[-1] == "green"
    assert "postgres: 1 marts, 1 rows in " in "\n".join(lines)
    assert rows(dsn, "select ticket_id from marts.tickets") == [("1",)]
