"""Whether a build may add to the last one: only when all that it is made of, but for the exports, is what it was."""

import hmac
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import duckdb

from orchestration.settings import PROJECT, Settings, hash_key
from orchestration.spark.session import ask, connected, exists
from orchestration.spark.target import SparkTarget


def project_files() -> list[Path]:
    """What dbt builds from, in a fixed order."""
    folders = [PROJECT / name for name in ("dbt_project", "seeds", "tests/dbt")]
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [PROJECT / "dbt_project.yml", *sorted(files)]


def build_digest(settings: Settings, systems: Sequence[str] = ()) -> str:
    """Short for the project's files, the engines' versions, settings that change rows and the systems in use."""
    said = " ".join([settings.reporting_timezone, settings.personal_text, *systems])
    # Under another key personal text has other hashes.
    made_of = hmac.new(hash_key(os.environ) or b"none", said.encode(), "sha256")
    packages = ["dbt-core", "dbt-duckdb", "duckdb"]
    if spark := SparkTarget.from_environment():
        packages.append("dbt-spark")
        made_of.update(f"{spark.host}:{spark.port}".encode())
    for package in packages:
        made_of.update(version(package).encode())
    for path in project_files():
        made_of.update(f"{path.relative_to(PROJECT)}\n".encode() + path.read_bytes())
    return made_of.hexdigest()


def may_add(settings: Settings, digest: str) -> bool:
    """Whether the warehouse holds a complete build of this digest; a missing warehouse is built anew."""
    if spark := SparkTarget.from_environment():
        with connected(spark) as cursor:
            return exists(cursor, "built", "builds") and (digest, "") in ask(cursor, "select * from built.builds")
    with _builds(settings, read_only=True) as connection:
        query = "select 1 from built.builds where digest = $1 and claimed_by = ''"
        return connection is not None and bool(connection.execute(query, [digest]).fetchall())


def forget_last_build(settings: Settings) -> None:
    """Let the next build make everything anew, whichever it is: what stands no longer follows from the lake."""
    if spark := SparkTarget.from_environment():
        with connected(spark) as cursor:
            if exists(cursor, "built", "builds"):
                cursor.execute("delete from built.builds")
        return
    with _builds(settings, read_only=False) as connection:
        if connection is not None:
            connection.execute("delete from built.builds")


@contextmanager
def _builds(settings: Settings, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The warehouse, when one stands in which builds are remembered."""
    warehouse = settings.home / "warehouse.duckdb"
    if not warehouse.exists():
        yield None
        return
    with duckdb.connect(str(warehouse), read_only=read_only) as connection:
        query = "select 1 from duckdb_tables() where schema_name = 'built' and table_name = 'builds'"
        yield connection if connection.execute(query).fetchall() else None
