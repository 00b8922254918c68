"""A PostgreSQL server of a test's own, on a socket in a folder of its own."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

NOBODY = "nobody"


def programs() -> Path | None:
    """The folder with initdb and pg_ctl of the newest server on this machine; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    places = [*found, *([Path(on_path)] if on_path else [])]
    return next((place.parent for place in reversed(places) if (place.parent / "pg_ctl").exists()), None)


@contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """Start one and stop it at the end; yields the connection string of its owner. It listens on no network."""
    # The name of a socket may have about 100 letters: pytest's own folders are too deep.
    folder = Path(mkdtemp(prefix="pg-"))
    user = own(folder)
    data = str(folder / "data")
    said(user, bin_folder / "initdb", "-D", data, "-U", "owner", "--auth=trust", "--encoding=UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    said(user, bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"host={folder} user=owner dbname=postgres"
    finally:
        said(user, bin_folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def own(folder: Path) -> str | None:
    """Give the folder to somebody: a server does not run as root."""
    if os.geteuid() != 0:
        return None
    shutil.chown(folder, NOBODY, pwd.getpwnam(NOBODY).pw_gid)
    return NOBODY


def said(user: str | None, *command: str | Path) -> None:
    # Output goes to a file: a server that keeps a pipe open would never let the caller go.
    done = subprocess.run(
        [str(word) for word in command],
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]} said {done.returncode}"
