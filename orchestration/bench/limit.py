"""The limit: plain DuckDB reads the files of a folder into Parquet, `python -m orchestration.bench.limit FROM INTO`."""

import sys
from pathlib import Path

import duckdb

from orchestration.sql_text import literal

# As many as dbt has in profiles.yml.
THREADS = 2


def parse(exports: Path, into: Path) -> None:
    """Write each file of newline-delimited JSON as a Parquet file of the same name."""
    into.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": THREADS}) as connection:
        for path in sorted(exports.glob("*.ndjson")):
            rows = f"from read_json({literal(path)}, format = 'newline_delimited')"
            connection.execute(f"copy ({rows}) to {literal(into / f'{path.stem}.parquet')} (format parquet)")


if __name__ == "__main__":
    parse(Path(sys.argv[1]), Path(sys.argv[2]))
