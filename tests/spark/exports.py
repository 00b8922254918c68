"""Exports to build by both engines, each put into a landing folder on demand."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import PROJECT
from tests.small_exports import land_small_exports
from tests.test_real_data import DATA as REAL
from tests.test_real_data import land_real_data

STORY = PROJECT / "tests" / "fixtures" / "story"
CONTRACT = PROJECT.parent / "shared" / "contract"
# Tickets of the simulated help desk, about ten messages each: by default a million messages.
TICKETS = int(os.environ.get("HELPDESK_SPARK_TICKETS", "") or 100_000)
# The same desk as other systems tell of it, in small.
OTHER_TICKETS = {"hubspot": 500, "zendesk": 500}


@dataclass(frozen=True)
class Exports:
    """A name, the reporting time zone, and what puts the exports into a folder and returns it."""

    name: str
    timezone: str
    land: Callable[[Path], Path]


def simulated(folder: Path) -> Path:
    """Exports of help desks that never were, one account for each format."""
    folder.mkdir(parents=True)
    for form, tickets in {"generic": TICKETS, **OTHER_TICKETS}.items():
        made = folder.with_name(f"{folder.name}_{form}")
        arguments = ["--tickets", str(tickets), "--format", form, "--seed", "1", "--out", str(made)]
        command = [sys.executable, "-m", "orchestration.simulate", *arguments]
        subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
        (account,) = (made / "landing").iterdir()
        shutil.move(account, folder)
    return folder


def _goldens(timezone: str) -> Callable[[Path], Path]:
    def land(folder: Path) -> Path:
        script = [sys.executable, str(CONTRACT / "stage_goldens.py"), "--timezone", timezone, "--to", str(folder)]
        subprocess.run(script, check=True, capture_output=True)
        return folder

    return land


def golden_zones() -> list[str]:
    """Reporting time zones of the contract's worked examples; none where the contract is absent."""
    if not CONTRACT.exists():
        return []
    script = [sys.executable, str(CONTRACT / "stage_goldens.py")]
    return subprocess.run(script, check=True, capture_output=True, text=True).stdout.split()


def all_exports() -> list[Exports]:
    """The story, small and simulated exports, and what is at hand of worked examples and real data."""
    found = [Exports("story", "Europe/Berlin", lambda _: STORY)]
    found += [Exports(f"goldens_{zone}", zone, _goldens(zone)) for zone in golden_zones()]
    found += [Exports("other_systems", "UTC", land_small_exports)]
    found += [Exports("simulated", "America/New_York", simulated)]
    found += [Exports("real_data", "UTC", land_real_data)] if REAL.exists() else []
    return found
