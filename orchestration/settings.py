"""What a deployment may set, from the environment: folders, time zone, personal text, what a publication may lose."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.export_note import time_zones

PROJECT = Path(__file__).resolve().parents[1]
STAGING = PROJECT / "dbt_project" / "models" / "staging"
DAGSTER_YAML = Path(__file__).with_name("dagster.yaml")

RETENTION_DAYS = 90
RETRIES = 3
MEMORY_LIMIT = "4GB"
PERSONAL_TEXT = ("drop", "hash", "keep")
# Shorter keys can be guessed by trying them all.
SHORTEST_KEY = 16


@dataclass(frozen=True)
class Settings:
    """One deployment. `landing` is read only; everything written goes below `home`."""

    landing: Path
    home: Path
    reporting_timezone: str = "UTC"
    # What becomes of personal text on its way into canonical: drop, hash or keep.
    personal_text: str = PERSONAL_TEXT[0]
    # Folder of the dbt sources files, the only list of raw tables.
    staging: Path = STAGING
    # Published tables that may lose rows this time; `all` stands for every one.
    allow_shrink: frozenset[str] = frozenset()
    # How long runs and logs are kept, in days.
    retention_days: int = RETENTION_DAYS
    # Most tries of a step after the first.
    retries: int = RETRIES
    # Most memory of the engine, in its words: 4GB, 500MiB. Past it queries spill to disk.
    memory_limit: str = MEMORY_LIMIT
    # Dagster's own settings, copied to its home.
    dagster_yaml: Path = DAGSTER_YAML

    def __post_init__(self) -> None:
        """Raise ValueError for a home whose name DuckDB would read as a file pattern, and for an unknown time zone."""
        if any(letter in str(self.home) for letter in "*?["):
            raise ValueError(f"HELPDESK_HOME must not contain *, ? or [: {self.home}")
        if self.reporting_timezone != "UTC" and self.reporting_timezone not in time_zones():
            example = "such as Europe/Berlin"
            raise ValueError(f"HELPDESK_REPORTING_TIMEZONE is no IANA time zone ({example}): {self.reporting_timezone}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the variables HELPDESK_…; an empty one counts as not set.

        Raises:
            ValueError: a value cannot be used; the message names the variable in one line.
        """
        given = os.environ if environment is None else environment
        return cls(
            landing=_folder(given.get("HELPDESK_LANDING", ""), PROJECT / "landing"),
            home=_folder(given.get("HELPDESK_HOME", ""), PROJECT / "var"),
            reporting_timezone=given.get("HELPDESK_REPORTING_TIMEZONE", "") or "UTC",
            personal_text=_personal_text(given),
            allow_shrink=frozenset(given.get("HELPDESK_ALLOW_SHRINK", "").replace(",", " ").split()),
            retention_days=_number(given, "HELPDESK_RETENTION_DAYS", RETENTION_DAYS, least=1),
            retries=_number(given, "HELPDESK_RETRIES", RETRIES, least=0),
            memory_limit=_size(given, "HELPDESK_MEMORY_LIMIT", MEMORY_LIMIT),
            dagster_yaml=_folder(given.get("HELPDESK_DAGSTER_YAML", ""), DAGSTER_YAML),
        )

    @property
    def lake(self) -> Path:
        """Raw loads, the registry of files and the quarantine."""
        return self.home / "lake"

    @property
    def scratch(self) -> Path:
        """Half-made files and spilled memory; on the disk of the lake, so that a rename into it is atomic."""
        return self.home / "tmp"


def hash_key(environment: Mapping[str, str]) -> bytes | None:
    """The key of hashed personal text; None where it is not hashed. No setting holds it: settings are shown and logged.

    Raises:
        ValueError: it is to be hashed, and HELPDESK_HASH_KEY is missing or too short; the message does not repeat it.
    """
    if environment.get("HELPDESK_PERSONAL_TEXT", "") != "hash":
        return None
    key = environment.get("HELPDESK_HASH_KEY", "").encode()
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"HELPDESK_PERSONAL_TEXT=hash needs HELPDESK_HASH_KEY, {SHORTEST_KEY} bytes or more")
    return key


def _personal_text(environment: Mapping[str, str]) -> str:
    given = environment.get("HELPDESK_PERSONAL_TEXT", "") or PERSONAL_TEXT[0]
    if given not in PERSONAL_TEXT:
        raise ValueError(f"HELPDESK_PERSONAL_TEXT is none of {', '.join(PERSONAL_TEXT)}: {given}")
    hash_key(environment)
    return given


def _folder(given: str, default: Path) -> Path:
    return Path(given).expanduser().absolute() if given else default


def _size(environment: Mapping[str, str], name: str, default: str) -> str:
    given = environment.get(name, "") or default
    if not re.fullmatch(r"[1-9][0-9]*[KMGT]i?B", given):
        raise ValueError(f"{name} is no amount of memory, such as 4GB: {given}")
    return given


def _number(environment: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    given = environment.get(name, "")
    if not given:
        return default
    if not given.isascii() or not given.isdigit() or int(given) < least:
        raise ValueError(f"{name} is no whole number ({least} or more): {given}")
    return int(given)
