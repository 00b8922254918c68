"""What a night that adds to the last one costs on Spark: `python -m tests.spark.night_costs TICKETS FOLDER`.

A simulated help desk is delivered but for its last day, built, and built again with that day; what stands then is held
against a build of everything by DuckDB.
"""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from orchestration.settings import PROJECT
from tests.spark.builds import DUCKDB, build
from tests.spark.cluster import cluster
from tests.spark.comparison import compared
from tests.spark.costs import costs, table


def deliveries(tickets: int, folder: Path) -> list[Path]:
    """Folders of an account's deliveries, oldest first."""
    arguments = ["--tickets", str(tickets), "--days", "56", "--deliveries", "day", "--out", str(folder)]
    subprocess.run([sys.executable, "-m", "orchestration.simulate", *arguments], cwd=PROJECT, check=True)
    return sorted(path for path in folder.glob("landing/*/*") if path.is_dir())


def kept_tables(home: Path) -> set[str]:
    """Tables of which a night changes rows, by name; all others are made anew."""
    nodes = json.loads((home / "dbt" / "manifest.json").read_text("utf-8"))["nodes"].values()
    return {node["alias"] for node in nodes if node["config"].get("materialized") == "incremental"}


def written(warehouse: Path, kept: set[str], since: float) -> str:
    """Megabytes in data and delete files of Iceberg tables that came after an instant (seconds since 1970)."""
    sizes = {True: 0, False: 0}
    for path in warehouse.rglob("*.parquet"):
        if path.stat().st_mtime >= since:
            sizes[path.relative_to(warehouse).parts[1] in kept] += path.stat().st_size
    return f"written, MB: {sizes[True] / 1e6:,.1f} to tables that keep rows, {sizes[False] / 1e6:,.1f} to all others"


def main(tickets: int, folder: Path) -> None:
    """Print what each of the two builds cost, and how many rows of marts differ from DuckDB's in the end."""
    landing, home = folder / "landing", folder / "home"
    with cluster(folder / "cluster") as spark:
        engine = spark.environment() | {"HELPDESK_BUILD_DIGEST": "the same"}
        for number, delivery in enumerate(deliveries(tickets, folder / "simulated"), start=1):
            shutil.copytree(delivery, landing / delivery.parent.name / delivery.name)
            began = time.time()
            build(landing, home, engine)
            print(f"build {number}: {time.time() - began:.0f} s")
            print(written(spark.folder / "warehouse", kept_tables(home), began))
            print(table(costs(spark.folder / "events", since=began)), flush=True)
    found = compared(build(landing, folder / "duckdb", DUCKDB), home / "warehouse.duckdb")
    print(f"{sum(one.rows for one in found):,} rows, differing tables: {[one.line() for one in found if one.differs]}")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]).absolute())
