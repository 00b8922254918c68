"""Only the adapters and the canonical tables of what a test has loaded: a third of the time of a whole warehouse."""

import json
import os
import subprocess
from pathlib import Path

from orchestration.dbt_assets import PROFILES, dbt_program, systems_in_use
from orchestration.settings import PROJECT, Settings

SELECTED = ["path:seeds", "path:dbt_project/models/staging", "path:dbt_project/models/canonical"]


def build_staging(settings: Settings) -> Path:
    """Build and test seeds, staging and canonical of the systems in the lake; returns warehouse.duckdb."""
    home = settings.home
    (home / "spill").mkdir(exist_ok=True)
    systems = json.dumps({"systems": systems_in_use(settings)})
    command = [dbt_program(), "--quiet", "--no-use-colors", "build", "--select", *SELECTED, "--vars", systems]
    folders = ["--target-path", home / "dbt", "--log-path", home / "dbt", "--profiles-dir", PROFILES]
    environment = {**os.environ, "HELPDESK_HOME": str(home), "HELPDESK_REPORTING_TIMEZONE": "UTC"}
    environment["HELPDESK_PERSONAL_TEXT"] = "keep"
    done = subprocess.run(
        [*command, *folders], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return home / "warehouse.duckdb"
