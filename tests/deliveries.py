"""One history as many deliveries: rows spread, older versions, pages that overlap, files that come twice.

The same for the same seed. What the deliveries add up to is told by ruling alone: of the rows of one key the newest
export's holds, there the later path's, there the later row; what is newer than the newest complete export waits.
"""

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.raw_tables import RawTable, read_raw_tables
from orchestration.settings import STAGING
from tests.dialects.story import EXPORTED_AT, TIME_ZONE, read_story, write_csv
from tests.histories import random_exports
from tests.people_histories import people_exports
from tests.reference.export import Record

Tables = Mapping[str, list[Record]]
Note = dict[str, Any]
MOST_DELIVERIES = 6


@dataclass(frozen=True)
class Landed:
    """One file of one delivery."""

    delivery: str
    note: tuple[tuple[str, Any], ...]
    entity: str
    name: str
    rows: tuple[Record, ...]

    @property
    def order(self) -> tuple[str, str]:
        """What decides between two versions of a record."""
        return dict(self.note)["exported_at"], f"{self.delivery}/{self.name}"

    def drop(self, account: Path) -> None:
        """Put the file, and its delivery's note, into the account's landing folder."""
        folder = account / self.delivery
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "_export.json").write_text(json.dumps(dict(self.note)), "utf-8")
        write_csv(folder / self.name, list(self.rows))


def history(seed: int) -> tuple[Tables, Note]:
    """The story, a random history of tickets, or one of people."""
    if seed % 3 == 0:
        note: Note = {"source_system": "other", "exported_at": EXPORTED_AT, "time_zone": TIME_ZONE, "complete": True}
        return read_story().entities, note
    (export,) = random_exports(seed, 1) if seed % 3 == 1 else people_exports(seed, 1)
    return {entity: export.records(entity) for entity in export.rows}, dict(export.note or {})


@cache
def raw_tables() -> dict[str, RawTable]:
    """The tables of the generic format."""
    return read_raw_tables(STAGING)["other"]


def deliver(dice: random.Random, tables: Tables, note: Note) -> list[Landed]:
    """The files of 1 to 6 deliveries, the last of them complete, and at times one more that waits."""
    notes = _notes(dice, note)
    last = len(notes) - 1
    files: list[Landed] = []
    spread: dict[tuple[int, str], list[Record]] = {}
    for entity, rows in tables.items():
        homes = dice.sample(range(len(notes)), min(len(notes), dice.choice((1, 2, 3))))
        for row in rows:
            places = sorted(dice.sample(homes, min(len(homes), dice.choice((1, 1, 2, 3)))))
            for place in places[:-1]:
                spread.setdefault((place, entity), []).append(older(dice, entity, row, rows))
            spread.setdefault((places[-1], entity), []).append(row)
    # The newest complete delivery brings something, or it would be no delivery.
    spread.setdefault((last, "tickets"), list(tables["tickets"][:1]))
    for (place, entity), rows in spread.items():
        files += _pages(dice, *notes[place], entity, rows)
    files += _again(dice, files)
    if dice.random() < 0.5:
        files += _waiting(dice, tables, note)
    return _tellable(files)


def holding(files: Iterable[Landed]) -> dict[str, list[Record]]:
    """The rows that hold, by entity: newest wins, told row by row."""
    files = sorted(files, key=lambda file: file.order)
    newest = max(dict(file.note)["exported_at"] for file in files if dict(file.note)["complete"])
    held: dict[str, dict[tuple[str, ...], Record]] = {}
    for file in files:
        if dict(file.note)["exported_at"] <= newest:
            for row in file.rows:
                held.setdefault(file.entity, {})[_key(file.entity, row)] = row
    return {entity: list(rows.values()) for entity, rows in held.items()}


def _key(entity: str, row: Record) -> tuple[str, ...]:
    table = raw_tables()[entity]
    return tuple(row.get(name, "").strip() or table.by_name[name].default or "" for name in table.key)


def _notes(dice: random.Random, note: Note) -> list[tuple[str, Note]]:
    """Folder and note of each delivery, the newest last; names say nothing about time, some share their instant."""
    count = dice.randint(1, MOST_DELIVERIES)
    names = dice.sample([f"{letter}{number}" for letter in "abc" for number in range(4)], count)
    at = datetime.fromisoformat(str(note["exported_at"])).astimezone(UTC)
    instants = [at]
    for _ in range(count - 1):
        instants.append(instants[-1] - timedelta(hours=dice.choice((0, 1, 24, 24 * 7))))
    found: list[tuple[str, Note]] = []
    for name, instant in zip(names, reversed(instants), strict=True):
        own = note | {"exported_at": instant.isoformat(), "complete": instant == at or dice.random() < 0.5}
        if instant != at:
            # What an older note says of the account has been said anew since.
            own |= {"bot_agent_ids": ["forgotten"], "default_schedule_id": "forgotten"}
        found.append((name, own))
    return found


def older(dice: random.Random, entity: str, row: Record, rows: list[Record]) -> Record:
    """A version of a row from before: some optional words of it were empty, or another row's."""
    table = raw_tables()[entity]
    fixed = {*table.key, *(table.scale or ()), *(table.interval or ())}
    free = [one.name for one in table.columns if one.name in row and one.name not in fixed and not one.required]
    other = dice.choice(rows)
    return row | {name: dice.choice(("", other[name])) for name in free if dice.random() < 0.4}


def _pages(dice: random.Random, name: str, note: Note, entity: str, rows: list[Record]) -> list[Landed]:
    """Rows of one entity and delivery on 1 to 3 pages; a page may begin with rows of the one before."""
    rows = dice.sample(rows, len(rows))
    cuts = sorted(dice.sample(range(1, len(rows)), min(len(rows) - 1, dice.choice((0, 0, 0, 1, 2)))))
    starts, ends = [0, *cuts], [*cuts, len(rows)]
    overlap = dice.choice((0, 0, 1, 3))
    letters = dice.sample("abcdef", len(starts))
    return [
        Landed(name, tuple(note.items()), entity, f"{entity}.{letter}.csv", tuple(rows[max(0, start - overlap) : end]))
        for letter, start, end in zip(letters, starts, ends, strict=True)
    ]


def _again(dice: random.Random, files: list[Landed]) -> list[Landed]:
    """Some files once more: under another name of their delivery, or in another delivery."""
    found: list[Landed] = []
    for file in files:
        if dice.random() < 0.15:
            there = dice.choice(files)
            name = f"{file.entity}.{dice.choice('ghijk')}.csv"
            found.append(replace(file, delivery=there.delivery, note=there.note, name=name))
    return list({(file.delivery, file.name): file for file in found}.values())


def _tellable(files: list[Landed]) -> list[Landed]:
    """The files without the further places of a content that shares a key with another file of one of its deliveries.

    The loader knows content that has come before, and does not read it again for rows it lost to another file then.
    """
    places: dict[str, list[Landed]] = {}
    keys: dict[tuple[str, str, tuple[str, ...]], set[str]] = {}
    for file in files:
        places.setdefault(_content(file), []).append(file)
        for row in file.rows:
            keys.setdefault((file.delivery, file.entity, _key(file.entity, row)), set()).add(_content(file))

    def shares(file: Landed) -> bool:
        return any(len(keys[file.delivery, file.entity, _key(file.entity, row)]) > 1 for row in file.rows)

    return [one for found in places.values() for one in (found[:1] if any(map(shares, found)) else found)]


def _content(file: Landed) -> str:
    return f"{file.entity}\n{file.rows}"


def _waiting(dice: random.Random, tables: Tables, note: Note) -> list[Landed]:
    """A delivery after the newest complete one: nobody may see it."""
    at = datetime.fromisoformat(str(note["exported_at"])).astimezone(UTC) + timedelta(days=1)
    own = note | {"exported_at": at.isoformat(), "complete": False, "bot_agent_ids": ["too early"]}
    entity = dice.choice(sorted(tables))
    rows = [older(dice, entity, row, tables[entity]) for row in tables[entity]]
    return _pages(dice, "waits", own, entity, rows)
