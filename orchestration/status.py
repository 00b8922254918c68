"""How the last night went, as `status.json` in the home folder: written whole at each start and end of a night.

A red night cannot write into the published file; this file says what readers still have and why.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from orchestration import alerts
from orchestration.published_file import PUBLISHED, published_as_of
from orchestration.settings import Settings

RUNNING, GREEN, RED = "running", "green", "red"
DIED = "the night before ended without a word: its process was killed, or the machine went down"


@dataclass(frozen=True)
class Status:
    """One night. Instants are UTC, ISO 8601; `as_of` and `published_at` are of what readers have now.

    `state` is running, green or red. `failure` is what failed first, in one line; `red_since` the end of the first red
    night of a row of them; `problems` what went wrong beside the night itself: hooks, tidying up. `made_from` is short
    for all that a green night was made from: exports, project, settings.
    """

    state: str
    started_at: str
    ended_at: str | None = None
    failure: str | None = None
    red_since: str | None = None
    published_at: str | None = None
    as_of: dict[str, str | None] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    made_from: str = ""

    def line(self) -> str:
        """The night in one line for people."""
        dates = ", ".join(f"{source} {as_of}" for source, as_of in sorted(self.as_of.items()))
        have = f"readers have: {dates}" if dates else "nothing is published yet"
        if self.state == GREEN:
            again = f", red since {self.red_since}" if self.red_since else ""
            return f"help-desk marts: green{again}; {have}"
        return f"help-desk marts: {self.state.upper()}: {self.failure or 'the night is under way'}; {have}"


def status_file(home: Path) -> Path:
    """Where the status stands."""
    return home / "status.json"


def read_status(home: Path) -> Status | None:
    """The status as it stands; None before the first night, or when the file cannot be understood."""
    try:
        given = json.loads(status_file(home).read_text("utf-8"))
        return Status(**{one.name: given[one.name] for one in fields(Status) if one.name in given})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def is_current(home: Path, made_from: str) -> bool:
    """Whether what readers have was made from just this by a green night."""
    last = read_status(home)
    return last is not None and last.state == GREEN and last.made_from == made_from and bool(published_as_of(home))


def begin(home: Path) -> Status:
    """Write that a night starts. What it finds as running was killed: that counts as a red night."""
    before, now = read_status(home), utc_now()
    status = replace(before, state=RUNNING, started_at=now, ended_at=None) if before else Status(RUNNING, now)
    if before and before.state == RUNNING:
        status = replace(status, failure=DIED, red_since=before.red_since or before.started_at)
    _write(home, status)
    return status


def end(
    settings: Settings,
    started_at: str,
    failure: str | None,
    environment: Mapping[str, str] | None = None,
    made_from: str = "",
) -> Status:
    """Write how a night ended, green without a failure, and tell people when it is red or the first green after red.

    `made_from` tells the next night whether there is anything to do.
    Raises OSError when the status cannot be written; people are told before.
    """
    before, now = read_status(settings.home), utc_now()
    red_since = before.red_since if before else None
    published_at = before.published_at if before else None
    as_of = published_as_of(settings.home)
    if failure is None:
        status = Status(GREEN, started_at, now, None, red_since, now, as_of, made_from=made_from)
    else:
        published_at = _published_since(settings.home, started_at) or published_at
        status = Status(RED, started_at, now, failure, red_since or now, published_at, as_of)
    if status.red_since:
        status = replace(status, problems=alerts.send(status.line(), asdict(status), environment))
    # The first green night tells how long it was red; its file does not.
    _write(settings.home, status if failure else replace(status, red_since=None))
    return status


def utc_now() -> str:
    """The time as the status writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _published_since(home: Path, started_at: str) -> str | None:
    """When the published file was written, if that was in this night: what came after it was red."""
    place = home / PUBLISHED
    written = datetime.fromtimestamp(place.stat().st_mtime, UTC) if place.exists() else None
    if written is None or written < datetime.fromisoformat(started_at):
        return None
    return written.isoformat(timespec="seconds").replace("+00:00", "Z")


def _write(home: Path, status: Status) -> None:
    made = status_file(home).with_suffix(".json.new")
    made.write_text(json.dumps(asdict(status), indent=2) + "\n", "utf-8")
    os.replace(made, status_file(home))


def main() -> int:
    """Print the last night in one line; exit code 0 for green, else 1."""
    settings = Settings.from_environment()
    status = read_status(settings.home)
    print(status.line() if status else f"no night yet below {settings.home}")
    return 0 if status and status.state == GREEN else 1


if __name__ == "__main__":
    raise SystemExit(main())
