"""What of the Spark target needs no Spark: its settings, the registry as dbt declares it, the comparison of marts."""

from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.lake import FILE_COLUMNS
from orchestration.settings import STAGING
from orchestration.spark.target import SparkTarget
from tests.spark.comparison import compared
from tests.spark.java import NEEDED, NoJavaError, find_java

ENVIRONMENT = {"DBT_TARGET": "spark", "HELPDESK_HOME": "/data/helpdesk"}


def test_spark_is_a_target_only_where_dbt_has_it_as_its_own() -> None:
    assert SparkTarget.from_environment({}) is None
    assert SparkTarget.from_environment({"DBT_TARGET": "duckdb", "HELPDESK_SPARK_PORT": "x"}) is None
    assert SparkTarget.from_environment(ENVIRONMENT) == SparkTarget("127.0.0.1", 10000, "helpdesk", "/data/helpdesk")
    own = {"HELPDESK_SPARK_HOST": "sql.example", "HELPDESK_SPARK_PORT": "10009", "HELPDESK_SPARK_USER": "marts"}
    own["HELPDESK_SPARK_HOME"] = "s3a://bucket/helpdesk"
    assert SparkTarget.from_environment(ENVIRONMENT | own) == SparkTarget(
        "sql.example", 10009, "marts", "s3a://bucket/helpdesk"
    )


@pytest.mark.parametrize(
    ("setting", "message"),
    [({"HELPDESK_SPARK_PORT": "thrift"}, "is no port: thrift"), ({"HELPDESK_PERSONAL_TEXT": "hash"}, "drop or keep")],
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
