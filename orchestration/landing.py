"""What lies in the landing folder: sources, deliveries, notes and files, each file with the table that takes it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from orchestration.export_note import NOTE_NAME, BrokenNote, Note, read_note
from orchestration.raw_tables import RawTable
from orchestration.unpack import Refused, bare_name, is_hidden, is_zip, members

Systems = dict[str, dict[str, RawTable]]


@dataclass(frozen=True)
class Delivery:
    """One folder of exports: `name` is '' when they lie in the source folder itself."""

    source: str
    name: str = ""
    note: Note = field(default_factory=Note)


@dataclass(frozen=True)
class LandedFile:
    """One file, or one member of an archive, that a table takes. `file` is its path below the source folder."""

    delivery: Delivery
    file: str
    path: Path
    member: str | None
    table: RawTable


@dataclass(frozen=True)
class Problem:
    """A file or folder that no table can take, with the reason in one line."""

    delivery: Delivery
    file: str
    reason: str


@dataclass
class Landing:
    """All that lies there."""

    files: list[LandedFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def scan(folder: Path, systems: Systems) -> Landing:
    """Look at every source in the landing folder. Reads names, notes and the lists of archives, no file's content."""
    landing = Landing()
    try:
        entries = sorted(entry for entry in folder.iterdir() if not is_hidden(entry.name))
    except OSError as error:
        reason = f"the landing folder {folder} cannot be read: {error.strerror}"
        landing.problems.append(Problem(Delivery(""), "", reason))
        return landing
    for entry in entries:
        found = _source(entry, systems) if entry.is_dir() else [_stray(entry)]
        for one in found:
            if isinstance(one, LandedFile):
                landing.files.append(one)
            else:
                landing.problems.append(one)
    return landing


def _stray(entry: Path) -> Problem:
    return Problem(Delivery(""), entry.name, "lies in the landing folder itself; each account has a folder of its own")


def _source(folder: Path, systems: Systems) -> Iterator[LandedFile | Problem]:
    """Files of one account: those beside its note, then delivery by delivery."""
    entries, trouble = _entries(Delivery(folder.name), folder, "")
    yield from trouble
    deliveries = [entry for entry in entries if entry.is_dir()]
    files = [entry for entry in entries if not entry.is_dir()]
    own = _note(folder)
    if files:
        yield from _delivery(Delivery(folder.name), own, files, systems)
    # A delivery without a note shares the account's, but not its date: that is of the files beside it.
    shared = own if isinstance(own, str) else replace(own, exported_at=None, is_complete=True, has_note=False)
    for entry in deliveries:
        given = _note(entry) if (entry / NOTE_NAME).exists() else shared
        delivery = Delivery(folder.name, entry.name)
        inside, trouble = _entries(delivery, entry, f"{entry.name}/")
        yield from trouble
        if inside:
            yield from _delivery(delivery, given, inside, systems)
        elif not trouble:
            yield Problem(delivery, entry.name, "the folder holds no export file")
    if not entries and not trouble:
        yield Problem(Delivery(folder.name), "", "the folder holds no export file")


def _entries(delivery: Delivery, folder: Path, prefix: str) -> tuple[list[Path], list[Problem]]:
    try:
        return sorted(entry for entry in folder.iterdir() if not is_hidden(entry.name)), []
    except OSError as error:
        return [], [Problem(delivery, prefix.rstrip("/"), f"the folder cannot be read: {error.strerror}")]


def _note(folder: Path) -> Note | str:
    """The folder's note, the default one, or the reason why it cannot be used."""
    path = folder / NOTE_NAME
    try:
        return read_note(path) if path.exists() else Note()
    except BrokenNote as error:
        return str(error)


def _delivery(
    delivery: Delivery, note: Note | str, entries: list[Path], systems: Systems
) -> Iterator[LandedFile | Problem]:
    prefix = f"{delivery.name}/" if delivery.name else ""
    if isinstance(note, str):
        yield Problem(delivery, f"{prefix}{NOTE_NAME}", f"{note}; nothing of this delivery is loaded")
        return
    delivery = replace(delivery, note=note)
    if note.source_system not in systems:
        known = ", ".join(sorted(systems))
        reason = f"source_system {note.source_system} is unknown; known are {known}"
        yield Problem(delivery, f"{prefix}{NOTE_NAME}", reason)
        return
    for entry in entries:
        yield from _file(delivery, entry, f"{prefix}{entry.name}", systems[note.source_system])


def _file(delivery: Delivery, path: Path, file: str, tables: dict[str, RawTable]) -> Iterator[LandedFile | Problem]:
    if path.is_dir():
        yield Problem(delivery, file, "is a folder inside a delivery; files are looked for one level up only")
    elif path.exists() and not path.is_file():
        # Opening a pipe would wait for ever.
        yield Problem(delivery, file, "is no regular file")
    elif not is_zip(path.name):
        yield _claimed(delivery, file, path, None, tables)
    else:
        try:
            names = members(path)
        except Refused as error:
            yield Problem(delivery, file, str(error))
            return
        if not names:
            yield Problem(delivery, file, "the archive holds no export file")
        for name in names:
            yield _claimed(delivery, f"{file}/{name}", path, name, tables)


def _claimed(
    delivery: Delivery, file: str, path: Path, member: str | None, tables: dict[str, RawTable]
) -> LandedFile | Problem:
    """The first table, in the order of the sources file, that takes a file of this name."""
    name = bare_name(file)
    for table in tables.values():
        if table.takes(name):
            return LandedFile(delivery, file, path, member, table)
    return Problem(delivery, file, f"no table of {delivery.note.source_system} takes a file of this name")
