"""The same exports built by either engine: loaded, every model made, the marts in a warehouse.duckdb of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.dbt_assets import PROFILES, dbt_program
from orchestration.load import load_all
from orchestration.settings import PROJECT, Settings
from orchestration.spark.marts import bring_marts
from orchestration.spark.target import SparkTarget
from orchestration.systems import systems_in_lake

DUCKDB = {"DBT_TARGET": "duckdb"}


def start_build(
    landing: Path, home: Path, engine: Mapping[str, str], timezone: str = "UTC", select: Sequence[str] = ()
) -> subprocess.Popen[str]:
    """Load all exports in `landing` and have dbt make seeds and models, all of them unless some are named.

    `engine` has the variables that name it; with HELPDESK_BUILD_DIGEST among them the build adds to the last one of
    this digest, else everything is made anew. Raises AssertionError with what was refused.
    """
    settings = Settings(landing=landing, home=home, reporting_timezone=timezone)
    refused = [result.line() for result in load_all(settings) if result.status == "refused"]
    assert not refused, "\n".join(refused)
    (home / "spill").mkdir(exist_ok=True)
    command = [dbt_program(), "--quiet", "--no-use-colors", "build"]
    command += [] if "HELPDESK_BUILD_DIGEST" in engine else ["--full-refresh"]
    command += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    command += ["--vars", json.dumps({"systems": systems_in_lake(settings)})]
    command += ["--select", *select] if select else []
    command += ["--target-path", home / "dbt", "--log-path", home / "dbt", "--profiles-dir", PROFILES]
    own = {"HELPDESK_HOME": str(home), "HELPDESK_REPORTING_TIMEZONE": timezone, "HELPDESK_PERSONAL_TEXT": "keep"}
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**os.environ, **engine, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish_build(running: subprocess.Popen[str], home: Path, engine: Mapping[str, str]) -> Path:
    """Wait for it; returns warehouse.duckdb with the marts. Raises AssertionError with the last of what dbt said."""
    said, _ = running.communicate()
    assert running.returncode == 0, said[-6000:]
    if target := SparkTarget.from_environment({**engine, "HELPDESK_HOME": str(home)}):
        bring_marts(Settings(landing=home, home=home), target, manifest_of_build(home))
    return home / "warehouse.duckdb"


def manifest_of_build(home: Path) -> dict[str, Any]:
    """dbt's manifest, with what the last build made and nothing else."""
    manifest = json.loads((home / "dbt" / "manifest.json").read_text("utf-8"))
    made = json.loads((home / "dbt" / "run_results.json").read_text("utf-8"))["results"]
    names = {result["unique_id"] for result in made}
    return manifest | {"nodes": {key: node for key, node in manifest["nodes"].items() if key in names}}


def build(
    landing: Path, home: Path, engine: Mapping[str, str], timezone: str = "UTC", select: Sequence[str] = ()
) -> Path:
    """Both of the above."""
    return finish_build(start_build(landing, home, engine, timezone, select), home, engine)


def night(landing: Path, home: Path, engine: Mapping[str, str]) -> str:
    """A whole nightly; returns its closing lines. Raises AssertionError with them when it is not green."""
    own = {"HELPDESK_LANDING": str(landing), "HELPDESK_HOME": str(home), "HELPDESK_PERSONAL_TEXT": "keep"}
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.nightly"],
        cwd=PROJECT,
        env={**os.environ, **engine, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return done.stdout
