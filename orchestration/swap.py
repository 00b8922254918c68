"""Put a finished folder in the place of the one that readers use."""

import ctypes
import os
import shutil
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def swap_in(new: Path, place: Path) -> None:
    """Move the folder `new` to `place`; the folder that stood there is removed.

    On Linux the two folders change places in one step, so that a reader never meets a missing folder; where the file
    system cannot do that, it is missing between two renames.
    """
    if place.is_symlink() or place.is_file():
        place.unlink()
    if not place.exists():
        os.replace(new, place)
    elif _exchange(new, place):
        shutil.rmtree(new)
    else:
        old = place.with_name(f"{place.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        os.replace(place, old)
        os.replace(new, place)
        shutil.rmtree(old)


def swap_at_once(new: Path, place: Path) -> bool:
    """Exchange two folders in one step and remove what stood at `place`; False, and nothing moved, where none can."""
    if not _exchange(new, place):
        return False
    shutil.rmtree(new)
    return True


def sync(path: Path) -> None:
    """Have the file or folder on the disk before its name is used."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange(first: Path, second: Path) -> bool:
    """True when the two names were exchanged; False when this system has no such call."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0
