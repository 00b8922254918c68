"""Whether the home folder can be written: what stands in a night's way is said in one line that names the folder."""

from pathlib import Path
from tempfile import TemporaryFile

# Less room than this is none: Dagster alone writes more before the first row is loaded.
LEAST_BYTES = 4 << 20
_FULL = ("no space left", "disk is full", "disk quota")


def trouble(home: Path) -> str | None:
    """Why nothing can be written below `home`; None when a few megabytes can, and have been removed again."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=home) as probe:
            probe.write(bytes(LEAST_BYTES))
            probe.flush()
    except OSError as error:
        return _line(home, (error.strerror or str(error)).lower())
    return None


def in_one_line(home: Path, error: BaseException) -> str | None:
    """What happened, when it was the disk of `home`: some libraries say so in pages. None for any other error."""
    said = str(error).lower()
    is_full = any(words in said for words in _FULL)
    return trouble(home) or (_line(home, "no space left on device") if is_full else None)


def _line(home: Path, reason: str) -> str:
    return f"HELPDESK_HOME cannot be written, {home}: {reason}"
