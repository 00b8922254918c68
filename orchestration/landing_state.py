"""Whether anything has landed: names, sizes and times tell, without opening a file."""

import hashlib
import os
from pathlib import Path

DEEPEST = 6


def landing_state(landing: Path) -> tuple[str, float]:
    """A hash of names, sizes and times of what lies there ('' when empty), and the newest time (seconds since 1970)."""
    found: list[tuple[str, int, float]] = []
    for folder, below, names in os.walk(landing, followlinks=True):
        # Links may lead back to where they lie; no delivery is that deep.
        if len(Path(folder).relative_to(landing).parts) >= DEEPEST:
            below.clear()
        for name in sorted(names):
            path = Path(folder, name)
            try:
                known = path.stat()
            except FileNotFoundError:
                # Taken away while we look; the next look sees the rest.
                continue
            found.append((os.fspath(path), known.st_size, known.st_mtime))
    newest = max((changed for *_, changed in found), default=0.0)
    return (hashlib.sha256(repr(sorted(found)).encode()).hexdigest() if found else ""), newest
