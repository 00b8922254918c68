"""What the figures were measured on."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from orchestration.settings import PROJECT

PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "dagster", "great-expectations")


def about() -> dict[str, str]:
    """The day, the project's commit, processors, memory, system, versions, and how busy it was already."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "processors": f"{len(os.sched_getaffinity(0))} of {_processor()}",
        "memory": f"{memory / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "engines": ", ".join(f"{package} {version(package)}" for package in PACKAGES),
        "processes that wanted a processor before": f"{os.getloadavg()[0]:.0f}",
    }


def _commit() -> str:
    """Short, with a mark when files differ from it; empty where there is no git."""
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False).stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
