"""Reads one landed file into the workbench, whatever its format; refuses it whole, in one line, when it cannot."""

from pathlib import PurePosixPath

from orchestration.encodings import in_utf8
from orchestration.read_csv import read_csv
from orchestration.read_json import read_json
from orchestration.read_tables import read_parquet, read_xlsx
from orchestration.read_xls import read_xls
from orchestration.reading import Reading
from orchestration.unpack import Refused, bare_name

_READERS = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".ndjson": read_json,
    ".jsonl": read_json,
    ".json": read_json,
    ".parquet": read_parquet,
    ".xlsx": read_xlsx,
    ".xls": read_xls,
}
_TEXTS = (".csv", ".tsv", ".txt", ".ndjson", ".jsonl", ".json")


def read_file(reading: Reading, file: str) -> tuple[str, ...]:
    """Read the unpacked content of `file` by its ending; returns warnings about the file as a whole.

    Raises Refused, and then nothing of the file is left on the workbench.
    """
    ending = PurePosixPath(bare_name(file)).suffix.lower()
    if ending not in _READERS:
        formats = "csv, ndjson, json, parquet, xlsx, xls"
        raise Refused(f"{ending or 'a name without ending'} is none of the formats {formats}")
    if reading.content.stat().st_size == 0:
        raise Refused("is empty (0 bytes)")
    found: tuple[str, ...] = ()
    try:
        if ending in _TEXTS:
            reading, found = in_utf8(reading)
        return found + _READERS[ending](reading)
    except Refused:
        reading.bench.forget(reading.number)
        raise
