"""Rewrites the registry of files: loads taken out of it, or many small files made one. No other row is touched."""

from collections.abc import Set
from pathlib import Path

import duckdb

from orchestration.books import Books, changed
from orchestration.lake import move_in, short_hash
from orchestration.settings import Settings
from orchestration.sql_text import literal, literals
from orchestration.swap import swap_at_once, sync

SCHEMA = "schema.parquet"
# A file of the registry is written per load and table; beyond this number opening them costs more than reading them.
MOST_FILES = 200


def drop_loads(connection: duckdb.DuckDBPyConnection, books: Books, load_ids: Set[str], scratch: Path) -> None:
    """Take every row of these loads out of the registry, file by file, each in one move."""
    if not load_ids:
        return
    found = connection.execute(
        f"select distinct filename from read_parquet($1, filename = true) where load_id in ({literals(load_ids)})",
        [[str(path) for path in _files(books.folder)]],
    ).fetchall()
    for path in (Path(name) for (name,) in found):
        rest = f"from read_parquet({literal(path)}) where coalesce(load_id not in ({literals(load_ids)}), true)"
        made = scratch / path.name
        connection.execute(f"copy (select * {rest}) to {literal(made)} (format parquet)")
        if connection.execute(f"select count(*) from read_parquet({literal(made)})").fetchall()[0][0]:
            move_in(made, path)
        else:
            path.unlink()
        changed([path])


def compact(settings: Settings, most_files: int = MOST_FILES) -> int:
    """Make the registry one file when it has more than `most_files`; returns how many it was made of, 0 for none.

    The new folder takes the old one's place in one step, so that no reader meets a row twice or not at all. Where the
    file system cannot do that, nothing is done. Raises RuntimeError, with nothing changed, should a row get lost.
    """
    folder = settings.lake / "files"
    paths = _files(folder)
    if len(paths) <= most_files:
        return 0
    # Below tmp/ the loader removes what a crash leaves.
    new = settings.scratch / "load-registry"
    _empty(new)
    _copy(paths, new / f"registry_{short_hash(*(path.name for path in paths))}.parquet")
    (new / SCHEMA).write_bytes((folder / SCHEMA).read_bytes())
    for path in (*new.iterdir(), new):
        sync(path)
    if not swap_at_once(new, folder):
        _empty(new)
        return 0
    sync(settings.lake)
    changed(paths)
    return len(paths)


def _copy(paths: list[Path], made: Path) -> None:
    """Write all rows of the files as one. Raises RuntimeError when what is read back from it is not the same."""
    old, new_rows = "read_parquet($1, union_by_name = true)", f"select * from read_parquet({literal(made)})"
    differ = f"(select * from {old} except all {new_rows}) union all ({new_rows} except all select * from {old})"
    names = [str(path) for path in paths]
    with duckdb.connect() as connection:
        order = "loaded_at, source, file, table_name, status"
        connection.execute(f"copy (from {old} order by {order}) to {literal(made)} (format parquet)", [names])
        lost = connection.execute(f"select count(*) from ({differ})", [names]).fetchall()[0][0]
    if lost:
        raise RuntimeError(f"{lost} rows of the registry differ after compaction; it stays as it was")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.parquet") if path.name != SCHEMA)


def _empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
