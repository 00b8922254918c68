"""dbt on what a test has loaded: the adapters and canonical tables alone, or every model and no test of data."""

import json
import os
import subprocess
from pathlib import Path

from orchestration.dbt_assets import PROFILES, dbt_program
from orchestration.settings import PROJECT, Settings
from orchestration.systems import systems_in_lake

SELECTED = ["path:seeds", "path:dbt_project/models/staging", "path:dbt_project/models/canonical"]


def build_staging(settings: Settings) -> Path:
    """Build and test seeds, staging and canonical of the systems in the lake; returns warehouse.duckdb."""
    return run_dbt(settings, "build", "--select", *SELECTED)


def run_dbt(settings: Settings, *arguments: str, digest: str = "") -> Path:
    """Run a command of dbt for the systems in the lake; `digest` names what the build is made of, as a night does.

    Returns warehouse.duckdb. Raises AssertionError with the last of what dbt said when it failed.
    """
    home = settings.home
    (home / "spill").mkdir(exist_ok=True)
    systems = json.dumps({"systems": systems_in_lake(settings)})
    command = [dbt_program(), "--quiet", "--no-use-colors", *arguments, "--vars", systems]
    folders = ["--target-path", home / "dbt", "--log-path", home / "dbt", "--profiles-dir", PROFILES]
    own = {"HELPDESK_HOME": str(home), "HELPDESK_REPORTING_TIMEZONE": "UTC", "HELPDESK_BUILD_DIGEST": digest}
    own["HELPDESK_PERSONAL_TEXT"] = "keep"
    done = subprocess.run(
        [*command, *folders], cwd=PROJECT, env={**os.environ, **own}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return home / "warehouse.duckdb"
