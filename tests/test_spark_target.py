"""What of the Spark target needs no Spark: its settings, the registry as dbt declares it, the comparison of marts."""

from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.lake import FILE_COLUMNS
from orchestration.load import load_all
from orchestration.publish import publish
from orchestration.published_file import ON_SPARK, PUBLISHED, published_as_of
from orchestration.row_counts import shrunk
from orchestration.settings import STAGING, Settings
from orchestration.spark.target import SparkTarget
from orchestration.viewer.published import Published
from tests.spark.comparison import compared
from tests.spark.java import NEEDED, NoJavaError, find_java

ENVIRONMENT = {"DBT_TARGET": "spark", "HELPDESK_HOME": "/data/helpdesk"}


def test_spark_is_a_target_only_where_dbt_has_it_as_its_own() -> None:
    assert SparkTarget.from_environment({}) is None
    assert SparkTarget.from_environment({"DBT_TARGET": "duckdb", "HELPDESK_SPARK_PORT": "x"}) is None
    assert SparkTarget.from_environment(ENVIRONMENT) == SparkTarget("127.0.0.1", 10000, "helpdesk", "/data/helpdesk")
    own = {"HELPDESK_SPARK_HOST": "sql.example", "HELPDESK_SPARK_PORT": "10009", "HELPDESK_SPARK_USER": "marts"}
    own |= {"HELPDESK_SPARK_HOME": "s3a://bucket/helpdesk", "HELPDESK_SPARK_BRING_BACK": "no"}
    assert SparkTarget.from_environment(ENVIRONMENT | own) == SparkTarget(
        "sql.example", 10009, "marts", "s3a://bucket/helpdesk", bring_back=False
    )


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"HELPDESK_SPARK_PORT": "thrift"}, "is no port: thrift"),
        ({"HELPDESK_PERSONAL_TEXT": "hash"}, "drop or keep"),
        ({"HELPDESK_SPARK_BRING_BACK": "maybe"}, "neither yes nor no: maybe"),
        ({"HELPDESK_SPARK_BRING_BACK": "no", "HELPDESK_POSTGRES_DSN": "x"}, "from the home folder"),
    ],
)
def test_what_spark_cannot_do_is_said_in_one_line(setting: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SparkTarget.from_environment(ENVIRONMENT | setting)


def test_the_registry_of_files_is_declared_as_the_loader_writes_it() -> None:
    """Spark is told the columns of its tables; DuckDB reads them from the files."""
    declared = yaml.safe_load((STAGING / "lake" / "_lake__sources.yml").read_text(encoding="utf-8"))
    ((table,),) = [source["tables"] for source in declared["sources"]]
    types = {column["name"]: column["data_type"].replace("string", "varchar") for column in table["columns"]}
    assert types == FILE_COLUMNS


def test_marts_that_stay_on_spark_are_published_by_their_numbers(tmp_path: Path) -> None:
    """Watermarks, the gate and the counts hold without a row; pages say where the marts are."""
    nothing_landed(tmp_path)
    remember(tmp_path, ("tickets", "acme", 100, "2026-01-02"), ("calendar", None, 365, None))
    published = publish(tmp_path, ["tickets", "calendar", "chats"])
    assert published.on_spark
    assert published.marts == {"calendar": 365, "chats": 0, "tickets": 100}
    assert published_as_of(tmp_path) == {"acme": "2026-01-02T00:00:00Z"}
    assert list((tmp_path / "marts").iterdir()) == []
    with pytest.raises(FileNotFoundError, match="on Spark alone"), Published(tmp_path / PUBLISHED).reading():
        pass
    remember(tmp_path, ("tickets", "acme", 50, "2026-01-03"), ("calendar", None, 365, None))
    (lost,) = shrunk(tmp_path, {"tickets": True, "calendar": True, "chats": True})
    assert (lost.table, lost.source, lost.before, lost.now, lost.blocks) == ("tickets", "acme", 100, 50, True)


def remember(home: Path, *counted: tuple[str, str | None, int, str | None]) -> None:
    """A warehouse that has no marts, and says what they have on Spark."""
    (home / "warehouse.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema ops")
        columns = "table_name varchar, source varchar, row_count bigint, as_of timestamp"
        warehouse.execute(f"create table ops.{ON_SPARK} ({columns})")
        warehouse.executemany(f"insert into ops.{ON_SPARK} values (?, ?, ?, ?)", counted)


def nothing_landed(home: Path) -> None:
    """A lake without a load."""
    settings = Settings(landing=home / "landing", home=home)
    settings.landing.mkdir()
    assert load_all(settings) == []


def test_a_row_on_one_side_only_is_a_difference(tmp_path: Path) -> None:
    files = [tmp_path / "one.duckdb", tmp_path / "other.duckdb"]
    for path, rows in zip(files, ("(1, 0.5), (1, 0.5), (2, null)", "(1, 0.5), (2, null), (3, null)"), strict=True):
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema marts")
            connection.execute("create table marts.same as select 1 as id")
            connection.execute(f"create table marts.other as select * from (values {rows}) as rows (id, share)")
    other, same = compared(*files)
    assert not same.differs
    assert (other.rows, other.only_first, other.only_second) == (3, 1, 1)


def test_another_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "java"
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(NoJavaError, match="Java 17 is needed") as missing:
        find_java()
    assert str(missing.value) == NEEDED
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    program.chmod(0o755)
    with pytest.raises(NoJavaError, match=r"is another: openjdk version .11\.0\.2"):
        find_java()
