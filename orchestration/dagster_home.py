"""The folder in which Dagster keeps runs, events and logs."""

import os
from pathlib import Path

from orchestration.settings import Settings


def ensure_dagster_home(settings: Settings) -> Path:
    """Make HELPDESK_HOME/dagster with Dagster's settings (HELPDESK_DAGSTER_YAML), and name it in DAGSTER_HOME."""
    folder = settings.home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    place, text = folder / "dagster.yaml", settings.dagster_yaml.read_text("utf-8")
    if not place.exists() or place.read_text("utf-8") != text:
        half = place.with_suffix(".new")
        half.write_text(text, "utf-8")
        os.replace(half, place)
    os.environ["DAGSTER_HOME"] = str(folder)
    return folder
