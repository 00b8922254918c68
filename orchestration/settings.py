"""Where things are: the three settings a deployment may make, as absolute paths."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
STAGING = PROJECT / "dbt_project" / "models" / "staging"


@dataclass(frozen=True)
class Settings:
    """One deployment. `landing` is read only; everything written goes below `home`."""

    landing: Path
    home: Path
    reporting_timezone: str = "UTC"
    # Folder of the dbt sources files, the only list of raw tables.
    staging: Path = STAGING

    def __post_init__(self) -> None:
        """Raise ValueError for a home whose name DuckDB would read as a file pattern."""
        if any(letter in str(self.home) for letter in "*?["):
            raise ValueError(f"HELPDESK_HOME must not contain *, ? or [: {self.home}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read HELPDESK_LANDING, HELPDESK_HOME and HELPDESK_REPORTING_TIMEZONE; unset means landing/, var/ and UTC."""
        given = os.environ if environment is None else environment
        return cls(
            landing=_folder(given.get("HELPDESK_LANDING", ""), PROJECT / "landing"),
            home=_folder(given.get("HELPDESK_HOME", ""), PROJECT / "var"),
            reporting_timezone=given.get("HELPDESK_REPORTING_TIMEZONE", "") or "UTC",
        )

    @property
    def lake(self) -> Path:
        """Raw loads, the registry of files and the quarantine."""
        return self.home / "lake"

    @property
    def scratch(self) -> Path:
        """Half-made files and spilled memory; on the disk of the lake, so that a rename into it is atomic."""
        return self.home / "tmp"


def _folder(given: str, default: Path) -> Path:
    return Path(given).expanduser().absolute() if given else default
