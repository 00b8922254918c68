"""The note that may lie beside exports, `_export.json`: when, what and whose they are (exports.yml, export_note)."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import duckdb

NOTE_NAME = "_export.json"


class BrokenNote(Exception):
    """The note cannot be understood; the text is the reason in one line."""


@dataclass(frozen=True)
class Note:
    """What holds for one delivery. `exported_at` is UTC, None without a note of its own."""

    source_system: str = "other"
    exported_at: datetime | None = None
    is_complete: bool = True
    has_note: bool = False
    time_zone: str = "UTC"
    default_schedule_id: str | None = None
    # JSON list of ids, as text.
    bot_agent_ids: str = "[]"


def read_note(path: Path) -> Note:
    """Read one note. Raises BrokenNote for anything that is not as the contract says."""
    try:
        given = json.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BrokenNote(f"cannot be read: {error}".splitlines()[0]) from error
    if not isinstance(given, dict):
        raise BrokenNote("is not a JSON object")
    time_zone = _text(given, "time_zone") or "UTC"
    if time_zone not in time_zones():
        raise BrokenNote(f"time_zone {time_zone} is no IANA time zone")
    return Note(
        source_system=_text(given, "source_system") or "other",
        exported_at=_instant(given, time_zone),
        is_complete=_yes_or_no(given, "complete"),
        has_note=True,
        time_zone=time_zone,
        default_schedule_id=_text(given, "default_schedule_id"),
        bot_agent_ids=_ids(given),
    )


@cache
def time_zones() -> frozenset[str]:
    """Names of the IANA time zones that both Python and the database know."""
    with duckdb.connect() as connection:
        known = connection.execute("select name from pg_timezone_names()").fetchall()
    return frozenset(name for (name,) in known) & available_timezones()


def _text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value
    if name == "default_schedule_id" and isinstance(value, int):
        return str(value)
    raise BrokenNote(f"{name} is not a text")


def _yes_or_no(given: dict[str, Any], name: str) -> bool:
    value = given.get(name, True)
    if not isinstance(value, bool):
        raise BrokenNote(f"{name} is neither true nor false")
    return value


def _ids(given: dict[str, Any]) -> str:
    value = given.get("bot_agent_ids") or []
    if not isinstance(value, list) or not all(isinstance(one, str | int) for one in value):
        raise BrokenNote("bot_agent_ids is not a list of ids")
    return json.dumps([str(one) for one in value], ensure_ascii=False)


def _instant(given: dict[str, Any], time_zone: str) -> datetime | None:
    text = _text(given, "exported_at")
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text.strip())
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=ZoneInfo(time_zone))
        return instant.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise BrokenNote(f"exported_at {text} is no ISO 8601 instant") from error
