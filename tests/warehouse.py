"""A warehouse of its own for a test: exports loaded and dbt built in a folder that nothing else uses."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.dbt_assets import PROFILES, dbt_program
from orchestration.load import load_all
from orchestration.settings import PROJECT, Settings
from orchestration.systems import systems_in_lake


def build_warehouse(landing: Path, home: Path, timezone: str = "UTC", select: Sequence[str] = ()) -> Path:
    """Load all exports in `landing`, run `dbt build` (tests included, nothing is published); returns warehouse.duckdb.

    `select` names the models to build, in dbt's words; all of them when there is none.

    Raises AssertionError with what was refused, or with the last of what dbt said when it failed.
    """
    settings = Settings(landing=landing, home=home, reporting_timezone=timezone)
    refused = [result.line() for result in load_all(settings) if result.status == "refused"]
    assert not refused, "\n".join(refused)
    (home / "spill").mkdir(exist_ok=True)
    command = [
        dbt_program(),
        "--quiet",
        "--no-use-colors",
        "build",
        "--vars",
        json.dumps({"systems": systems_in_lake(settings)}),
        *(["--select", *select] if select else []),
    ]
    folders = ["--target-path", home / "dbt", "--log-path", home / "dbt", "--profiles-dir", PROFILES]
    environment = {**os.environ, "HELPDESK_HOME": str(home), "HELPDESK_REPORTING_TIMEZONE": timezone}
    # What adapters make of texts is compared too.
    environment["HELPDESK_PERSONAL_TEXT"] = "keep"
    done = subprocess.run(
        [*command, *folders], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return home / "warehouse.duckdb"


if __name__ == "__main__":
    print(build_warehouse(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute(), *sys.argv[3:4]))
