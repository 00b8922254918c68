"""The raw tables, read from dbt's sources files: the one list that the loader, Dagster and dbt share."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA_TYPES = ("text", "integer", "decimal", "boolean", "timestamp", "date", "time", "json")


@dataclass(frozen=True)
class RawColumn:
    """One declared column. Values stay text in the lake; the rest says what the loader checks."""

    name: str
    data_type: str = "text"
    required: bool = False
    # Accepted words; empty = any.
    words: tuple[str, ...] = ()
    # The value must be the name of an IANA time zone.
    zone: bool = False
    # What an empty value of a key column stands for; None = the key may not be empty.
    default: str | None = None
    # strptime patterns of timestamps that are not ISO 8601, tried in turn; "iso" among them stands for ISO 8601.
    formats: tuple[str, ...] = ()
    # Other names of the column: headers that people or versions of the vendor gave it.
    also: tuple[str, ...] = ()
    # A word that means nothing was given, such as "?".
    null_word: str | None = None
    # JSON path in a record where it is not simply the name.
    path: str | None = None


@dataclass(frozen=True)
class RawTable:
    """One raw table of one source system, with the files that feed it."""

    system: str
    name: str
    files: tuple[str, ...]
    columns: tuple[RawColumn, ...]
    key: tuple[str, ...] = ()
    interval: tuple[str, str] | None = None
    scale: tuple[str, str] | None = None
    records: str | None = None
    # Name that only a page has, never a record: a page with it and without its list is an empty one.
    page: str | None = None
    version: str | None = None
    sheet: str | None = None
    delimiter: str = ","
    # Encodings of text files, tried in this order; the first that can read the whole file holds.
    encodings: tuple[str, ...] = ("utf-8",)
    description: str = ""
    by_name: dict[str, RawColumn] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raise ValueError when the table speaks of a column that it does not declare."""
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        spoken_of = (*self.key, *(self.interval or ()), *(self.scale or ()), *([self.version] if self.version else []))
        unknown = [name for name in spoken_of if name not in self.by_name]
        if unknown:
            raise ValueError(f"{self.system}.{self.name}: no column is called {', '.join(unknown)}")

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the declared columns in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns without which a file is refused: the required ones, and key columns that have no default."""
        return tuple(
            column.name
            for column in self.columns
            if column.required or (column.name in self.key and column.default is None)
        )

    def own_names(self, found: dict[str, str]) -> dict[str, str]:
        """Columns of a file under the names that are declared, where the file calls them otherwise."""
        own = {other: column.name for column in self.columns for other in column.also if column.name not in found}
        renamed = {own.get(name, name): value for name, value in found.items()}
        return renamed if len(renamed) == len(found) else found

    def takes(self, name: str) -> bool:
        """Whether a file of this base name (without .gz) feeds the table; case does not matter."""
        return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in self.files)


def read_raw_tables(staging: Path) -> dict[str, dict[str, RawTable]]:
    """All raw tables as {system: {table: RawTable}}.

    A table without `files` is not raw (the loader's own books are dbt sources too). Raises ValueError with the
    file's name where a declaration makes no sense.
    """
    systems: dict[str, dict[str, RawTable]] = {}
    for path in sorted(staging.glob("*/_*__sources.yml")):
        for table in _tables_in(path, path.stat().st_mtime_ns):
            systems.setdefault(table.system, {})[table.name] = table
    return systems


@cache
def _tables_in(path: Path, _changed: int) -> tuple[RawTable, ...]:
    """The raw tables of one file; parsing takes longer than most loads, so it is done once per change."""
    try:
        return tuple(_tables_of(_parse(path.read_text("utf-8"))))
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def _parse(text: str) -> dict[str, Any]:
    # The C parser is ten times as fast and not in every build of the package.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    return loader.get_single_data()


def _tables_of(document: dict[str, Any]) -> Iterator[RawTable]:
    for source in document["sources"]:
        # What stands for the source holds for its tables, unless they say otherwise.
        common = source.get("config", {}).get("meta", {})
        for table in source.get("tables", []):
            meta = common | table.get("config", {}).get("meta", {})
            if meta.get("files"):
                yield _table(source["name"], table, meta)


def _table(system: str, table: dict[str, Any], meta: dict[str, Any]) -> RawTable:
    return RawTable(
        system=system,
        name=table["name"],
        files=tuple(meta["files"]),
        columns=tuple(_column(column) for column in table["columns"]),
        key=tuple(meta.get("key", ())),
        interval=_pair(meta, "interval"),
        scale=_pair(meta, "scale"),
        records=meta.get("records"),
        page=meta.get("page"),
        version=meta.get("version"),
        sheet=meta.get("sheet"),
        delimiter=meta.get("delimiter", ","),
        encodings=_encodings(meta),
        description=table.get("description", ""),
    )


def _several(given: str | list[str] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _encodings(meta: dict[str, Any]) -> tuple[str, ...]:
    names = tuple(meta.get("encodings", ("utf-8",)))
    for name in names:
        try:
            codecs.lookup(name)
        except LookupError as error:
            raise ValueError(f"encoding {name} is unknown") from error
    return names


def _pair(meta: dict[str, Any], name: str) -> tuple[str, str] | None:
    if name not in meta:
        return None
    first, second = meta[name]
    return first, second


def _column(column: dict[str, Any]) -> RawColumn:
    meta = column.get("config", {}).get("meta", {})
    data_type = column.get("data_type", "text")
    if data_type not in DATA_TYPES:
        raise ValueError(f"column {column['name']}: data_type {data_type} is none of {', '.join(DATA_TYPES)}")
    if any(isinstance(word, bool) for word in meta.get("words", ())):
        # YAML reads on, off, yes and no as true and false: the word that was meant is lost.
        raise ValueError(f"column {column['name']}: quote the words yes, no, on, off, true and false")
    return RawColumn(
        name=column["name"],
        data_type=data_type,
        required=bool(meta.get("required", False)),
        words=tuple(str(word) for word in meta.get("words", ())),
        zone=bool(meta.get("zone", False)),
        default=None if meta.get("default") is None else str(meta["default"]),
        formats=_several(meta.get("format")),
        also=_several(meta.get("also")),
        null_word=meta.get("null_word"),
        path=meta.get("path"),
    )
