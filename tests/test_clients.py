"""What is published opens in every DuckDB since 1.0: the README promises it to whoever connects a tool."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pytest

from orchestration.settings import PROJECT

# One of each line that people have.
CLIENTS = ("1.0.0", "1.1.3", "1.4.4", "1.5.5", "2.0.0")
CACHE = PROJECT / "target" / "duckdb_clients"
READ = """
import json, sys
import duckdb
home = sys.argv[1]
connection = duckdb.connect(f"{home}/helpdesk.duckdb", read_only=True)
tables = "select schema_name, table_name, comment from duckdb_tables() order by all"
found = {}
for schema, table, comment in connection.execute(tables).fetchall():
    rows = connection.execute(f"select * from {schema}.{table}").fetchall()
    if schema == "marts":
        parquet = connection.execute(f"select * from read_parquet('{home}/marts/{table}.parquet')").fetchall()
        assert sorted(map(repr, parquet)) == sorted(map(repr, rows)), f"{table}: the Parquet file holds other rows"
    found[f"{schema}.{table}"] = [comment, sorted(map(repr, rows))]
with open(sys.argv[2], "w") as answer:
    json.dump([duckdb.__version__, found], answer)
"""


@pytest.fixture(scope="module")
def own(story: Path) -> dict[str, tuple[str, list[str]]]:
    """What this project's own engine reads."""
    _, found = read(story, None)
    assert len(found) > 60
    assert sum(len(rows) for _, rows in found.values()) > 10_000
    return found


@pytest.mark.parametrize("version", CLIENTS)
def test_a_client_reads_every_table_as_we_do(story: Path, own: dict[str, tuple[str, list[str]]], version: str) -> None:
    opened, found = read(story, installed(version))
    assert opened == version
    assert {name: comment for name, (comment, _) in found.items()} == {name: one[0] for name, one in own.items()}
    assert [name for name in own if found[name] != own[name]] == []


def read(home: Path, client: Path | None) -> tuple[str, dict[str, tuple[str, list[str]]]]:
    """Version of the client, and each published table's comment and rows as text; without a client with our engine."""
    code = f"import sys; sys.path.insert(0, {str(client)!r})\n{READ}" if client else READ
    # Not on stdout, where a slow query shows its progress.
    answer = home / "answer.json"
    command = [sys.executable, "-c", code, str(home), str(answer)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return tuple(json.loads(answer.read_text("utf-8")))


def installed(version: str) -> Path | None:
    """The folder of a client, fetched once, None for our own; the test is skipped where it cannot be fetched."""
    if version == duckdb.__version__:
        return None
    place = CACHE / f"{version}-{sys.version_info.major}.{sys.version_info.minor}"
    if place.exists():
        return place
    CACHE.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(dir=CACHE))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--target", str(made), f"duckdb=={version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(made)
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        pytest.skip(f"duckdb {version} cannot be fetched for this Python; pip says: {said}")
    made.rename(place)
    return place
