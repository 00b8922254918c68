"""Text that is not UTF-8: read in the first encoding of its table that fits, and handed on as a copy in UTF-8."""

import codecs
from dataclasses import replace
from pathlib import Path

from orchestration.reading import Reading
from orchestration.unpack import CHUNK, refusing


def in_utf8(reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """The reading of a text file as UTF-8, and a warning when that took another encoding.

    What no encoding of the table fits stays as it is: the readers refuse it and say where.
    """
    first, *others = reading.table.encodings
    if not others and first == "utf-8":
        return reading, ()
    for encoding in reading.table.encodings:
        if not _fits(reading.content, encoding):
            continue
        if codecs.lookup(encoding).name == "utf-8":
            return reading, ()
        copy = reading.copy_name("utf8")
        with (
            reading.content.open(encoding=encoding, newline="") as text,
            copy.open("w", encoding="utf-8", newline="") as out,
        ):
            while piece := text.read(CHUNK):
                out.write(piece)
        return replace(reading, content=copy), (f"is not UTF-8 text, read as {encoding}",)
    return reading, ()


def _fits(content: Path, encoding: str) -> bool:
    """Whether every byte of the file means something in the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with refusing(), content.open("rb") as stream:
        try:
            while piece := stream.read(CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
