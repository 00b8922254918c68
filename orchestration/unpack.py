"""Bytes of a landed file, unpacked: plain, .gz, or a member of a .zip, within limits that no archive can talk away."""

import gzip
import hashlib
import lzma
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from errno import EINVAL
from pathlib import Path, PurePosixPath
from typing import Any

# An archive is a bomb when it is beyond both: real exports shrink 5 to 40 times, small ones may do so far more.
MAX_UNPACKED_BYTES = 1 << 30
MAX_RATIO = 200
MAX_MEMBERS = 10_000
CHUNK = 1 << 20


class Refused(Exception):
    """A file that cannot be taken in as a whole; the text is the reason in one line, without the file's name."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the unpackers and the file system raise about one file into Refused."""
    try:
        yield
    except EOFError as error:
        raise Refused("is cut off: the gzip data end too early") from error
    except (zlib.error, gzip.BadGzipFile) as error:
        raise Refused("is no readable gzip file") from error
    except zipfile.BadZipFile as error:
        raise Refused(f"is no readable zip file: {error}") from error
    except NotImplementedError as error:
        raise Refused("uses a way of zip packing that cannot be read") from error
    except PermissionError as error:
        raise Refused("may not be read: permission denied") from error
    except FileNotFoundError as error:
        raise Refused("is not there (a broken link, or taken away while it was read)") from error


@contextmanager
def unzipping() -> Iterator[None]:
    """The same for a zip: a damaged one sends its reader anywhere, and what comes of that has many names."""
    damaged = Refused("is no readable zip file: it is damaged")
    try:
        with refusing():
            yield
    except (ValueError, LookupError, ArithmeticError, RuntimeError, struct.error, lzma.LZMAError) as error:
        raise damaged from error
    except OSError as error:
        if error.errno not in (EINVAL, None):
            raise
        raise damaged from error


def is_zip(name: str) -> bool:
    """Whether a file of this name is an archive with members (an .xlsx is one table, not an archive)."""
    return name.lower().endswith(".zip")


def bare_name(name: str) -> str:
    """Base name without .gz: what the patterns of the raw tables are matched with."""
    base = PurePosixPath(name).name
    return base[:-3] if base.lower().endswith(".gz") else base


def is_hidden(name: str) -> bool:
    """Whether any part of the path starts with . or _ : notes, half-copied files, what archivers add."""
    return any(part.startswith((".", "_")) for part in PurePosixPath(name).parts)


def members(path: Path) -> list[str]:
    """Names of the files in a zip. Raises Refused when any of them makes the archive unfit as a whole."""
    with unzipping(), zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_MEMBERS:
        raise Refused(f"holds {len(entries):,} files; at most {MAX_MEMBERS:,} are read")
    check_size(sum(entry.file_size for entry in entries), path.stat().st_size)
    for entry in entries:
        # To some, a backslash is the end of a folder's name.
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or entry.filename[1:2] == ":":
            raise Refused(f"member {entry.filename!r} leaves the archive's folder")
        if entry.flag_bits & 1:
            raise Refused("is encrypted")
    names = [entry.filename for entry in entries if not is_hidden(entry.filename)]
    if len(set(names)) < len(names):
        raise Refused("holds two members of one name")
    return sorted(names)


def chunks(path: Path, member: str | None) -> Iterator[bytes]:
    """The unpacked bytes in pieces. Raises Refused for what cannot be unpacked and for bombs."""
    with refusing() if member is None else unzipping(), ExitStack() as stack:
        stream: Any = stack.enter_context(path.open("rb"))
        packed = path.stat().st_size
        if member is not None:
            archive = stack.enter_context(zipfile.ZipFile(stream))
            packed = archive.getinfo(member).compress_size
            stream = stack.enter_context(archive.open(member))
        if (member or path.name).lower().endswith(".gz"):
            stream = stack.enter_context(gzip.GzipFile(fileobj=stream))
        unpacked = 0
        while piece := stream.read(CHUNK):
            unpacked += len(piece)
            check_size(unpacked, packed)
            yield piece


def fingerprint(path: Path, member: str | None) -> str:
    """sha256 of the unpacked bytes: the same export packed twice is the same content."""
    digest = hashlib.sha256()
    for piece in chunks(path, member):
        digest.update(piece)
    return digest.hexdigest()


def bring(path: Path, member: str | None, target: Path) -> None:
    """Make the unpacked bytes readable at `target`, a name of our own: no name from an export reaches the disk."""
    if member is None and not path.name.lower().endswith(".gz"):
        try:
            os.symlink(path.resolve(), target)
        except OSError:
            # Some systems keep links from plain users.
            with refusing():
                shutil.copyfile(path, target)
        return
    with target.open("wb") as copy:
        for piece in chunks(path, member):
            copy.write(piece)


def check_size(unpacked: int, packed: int) -> None:
    """Raise Refused when an archive of `packed` bytes may not hold as many as `unpacked`."""
    if unpacked > MAX_UNPACKED_BYTES and unpacked > MAX_RATIO * packed:
        raise Refused(f"unpacks to more than {MAX_RATIO} times its size and {MAX_UNPACKED_BYTES:,} bytes: a zip bomb")
