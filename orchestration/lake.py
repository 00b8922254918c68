"""The lake's books and folders: what was loaded, where it stands, and how it gets there in one move."""

import hashlib
import json
import os
import shutil
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.landing import Delivery
from orchestration.raw_tables import RawTable, read_raw_tables
from orchestration.settings import Settings
from orchestration.sql_text import identifier, literal, printable

QUARANTINE_COLUMNS = {
    "source": "varchar",
    "delivery": "varchar",
    "file": "varchar",
    "row_number": "bigint",
    "table_name": "varchar",
    "column_name": "varchar",
    "reason": "varchar",
    "given_value": "varchar",
    "raw_row": "varchar",
    "load_id": "varchar",
}
_SQL_TYPES = {"str": "varchar", "bool": "boolean", "int": "bigint", "datetime": "timestamp"}


@dataclass(frozen=True)
class FileResult:
    """What became of one file: a row of the registry. Instants are UTC; row_count = kept + quarantined + repeated.

    `status` is loaded, already_loaded or refused; `reason` is the refusal or the warnings, in one line.
    """

    source: str
    source_system: str | None
    delivery: str
    exported_at: datetime | None
    is_complete: bool
    has_note: bool
    time_zone: str
    default_schedule_id: str | None
    bot_agent_ids: str
    file: str
    content_sha256: str | None
    table_name: str | None
    load_id: str | None
    loaded_at: datetime
    row_count: int = 0
    kept_count: int = 0
    quarantined_count: int = 0
    repeated_count: int = 0
    status: str = "loaded"
    reason: str | None = None

    def __post_init__(self) -> None:
        """A reason may quote what an export calls something: it stays one line that shows as what it is."""
        object.__setattr__(self, "reason", self.reason and printable(" ".join(self.reason.split())))

    @property
    def content_key(self) -> tuple[str, str | None, str | None, str, str | None]:
        """What makes content known: the same bytes for the same table of the same account, read in one time zone."""
        return self.source, self.source_system, self.table_name, self.time_zone, self.content_sha256

    @property
    def book_key(self) -> str:
        """What makes a result worth a new row: another file, content, note or refusal; not when or how often."""
        refusal = self.reason if self.status == "refused" else None
        blank = replace(self, loaded_at=_NEVER, status="", load_id=None, reason=refusal)
        counts = {"row_count": 0, "kept_count": 0, "quarantined_count": 0, "repeated_count": 0}
        return short_hash(*astuple(replace(blank, **counts)))

    @property
    def slot_key(self) -> tuple[object, ...]:
        """What may hold one content at a time: a path of a delivery, under one note."""
        note = (self.exported_at, self.is_complete, self.has_note, self.time_zone, self.default_schedule_id)
        place = (self.source, self.source_system, self.delivery, self.file, self.table_name)
        return *place, *note, self.bot_agent_ids

    def line(self) -> str:
        """The result in one line for people."""
        place = printable("/".join(part for part in (self.source, self.file) if part)) or "landing"
        if self.status == "refused":
            return f"{place}: refused: {self.reason}"
        if self.status == "already_loaded":
            return f"{place}: already loaded"
        parts = [f"{self.row_count:,} rows", f"{self.kept_count:,} kept"]
        parts += [f"{self.quarantined_count:,} quarantined"] if self.quarantined_count else []
        parts += [f"{self.repeated_count:,} repeated"] if self.repeated_count else []
        return f"{place}: {', '.join(parts)}" + (f" ({self.reason})" if self.reason else "")


def blank_result(
    delivery: Delivery, file: str, table: str | None, *, sha: str | None = None, reason: str | None = None
) -> FileResult:
    """A result with what the delivery says; refused when there is a reason."""
    note = delivery.note
    return FileResult(
        source=delivery.source,
        source_system=note.source_system if delivery.source else None,
        delivery=delivery.name,
        exported_at=note.exported_at,
        is_complete=note.is_complete,
        has_note=note.has_note,
        time_zone=note.time_zone,
        default_schedule_id=note.default_schedule_id,
        bot_agent_ids=note.bot_agent_ids,
        file=file,
        content_sha256=sha,
        table_name=table,
        load_id=None,
        loaded_at=datetime.now(UTC).replace(tzinfo=None),
        status="refused" if reason else "loaded",
        reason=reason,
    )


_NEVER = datetime.fromtimestamp(0, UTC)
FILE_COLUMNS = {
    field.name: _SQL_TYPES[getattr(field.type, "__name__", str(field.type).split(" |")[0].split(".")[-1])]
    for field in fields(FileResult)
}


def short_hash(*parts: object) -> str:
    """A short name for the parts, the same on every machine."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:24]


def raw_folder(settings: Settings, system: str, table: str) -> Path:
    """Folder of the loads of a raw table."""
    return settings.lake / "raw" / system / table


def ensure_lake(settings: Settings) -> None:
    """Make the folders, and files of no rows that tell dbt the columns of every raw table and of the books."""
    for folder in (settings.lake / "files", settings.lake / "quarantine", settings.scratch):
        folder.mkdir(parents=True, exist_ok=True)
    schemas = {settings.lake / "files" / "schema.parquet": FILE_COLUMNS}
    schemas[settings.lake / "quarantine" / "schema.parquet"] = QUARANTINE_COLUMNS
    for tables in read_raw_tables(settings.staging).values():
        for table in tables.values():
            path = raw_folder(settings, table.system, table.name) / "schema" / "rows.parquet"
            schemas[path] = raw_columns(table)
    doubtful = {path: columns for path, columns in schemas.items() if _seen.get(path) != (columns, _changed(path))}
    if doubtful:
        with duckdb.connect() as connection:
            for path, columns in doubtful.items():
                _ensure_schema(connection, path, columns)
                _seen[path] = columns, _changed(path)


# Schemas that this process has found right, with their time of change: opening them takes longer than most loads.
_seen: dict[Path, tuple[dict[str, str], int]] = {}


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def raw_columns(table: RawTable) -> dict[str, str]:
    """Columns of the raw Parquet of a table with their SQL types."""
    own = {"_rest": "varchar", "_source": "varchar", "_file": "varchar", "_row": "bigint", "_load_id": "varchar"}
    return {**dict.fromkeys(table.column_names, "varchar"), **own, "_loaded_at": "timestamp"}


def _ensure_schema(connection: duckdb.DuckDBPyConnection, path: Path, columns: dict[str, str]) -> None:
    if path.exists():
        found = connection.execute(f"describe select * from read_parquet({literal(path)})").fetchall()
        if {name: kind.lower() for name, kind, *_ in found} == columns:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    casts = ", ".join(f"null::{kind} as {identifier(name)}" for name, kind in columns.items())
    connection.execute(f"copy (select {casts} limit 0) to {literal(beside)} (format parquet)")
    move_in(beside, path)


def move_in(made: Path, place: Path) -> None:
    """Move a finished file or folder to its place in one step, once its bytes are on disk."""
    for path in [made, *made.rglob("*")] if made.is_dir() else [made]:
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(made, place)


def remove_orphans(settings: Settings, table: RawTable, load_ids: set[str | None]) -> None:
    """Remove rows of loads that were never entered in the books: a crash came between the two."""
    folder = raw_folder(settings, table.system, table.name)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name != "schema" and path.name not in load_ids:
            shutil.rmtree(path)
