"""Small exports of every format, and what may befall them on their way: seeded, so that a number names a mutant."""

import gzip
import io
import json
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import duckdb
from loader_house import xls, xlsx

from orchestration.sql_text import identifier
from tests.dialects import freshdesk, salesforce, zendesk, zoho_desk
from tests.dialects.story import read_story

Cell = Any
TEXTS = ("csv", "tsv", "json", "ndjson", "xls")


@dataclass(frozen=True)
class Base:
    """A good export. Every record has tokens that stand nowhere else; `{}` in the file's name makes a second file."""

    name: str
    system: str
    file: str
    kind: str
    content: bytes
    # What tokens begin with, here and in the neighbour of the same table.
    token: bytes
    other_token: bytes
    records: int

    @cached_property
    def neighbour(self) -> bytes:
        """Another good export for the same table."""
        if self.kind in TEXTS:
            return self.content.replace(self.token, self.other_token)
        return render(self.kind, self.table().with_tokens(self.other_token.decode()))

    def table(self) -> "Table":
        """The records as rows."""
        if self.kind in ("csv", "tsv"):
            delimiter = "\t" if self.kind == "tsv" else ","
            rows = [line.split(delimiter) for line in self.content.decode("utf-8-sig").splitlines()]
            return Table(rows[0], rows[1:])
        if self.kind in ("json", "ndjson") and self.system != "other":
            text = self.content.decode()
            found = [json.loads(line) for line in text.splitlines()] if self.kind == "ndjson" else json.loads(text)
            records: list[dict[str, Any]] = found["data"] if isinstance(found, dict) else found
            names = list(dict.fromkeys(name for record in records for name in record))
            return Table(names, [[record.get(name) for name in names] for record in records])
        return generic()


@dataclass(frozen=True)
class Table:
    """Rows of an export below their header."""

    names: list[str]
    rows: list[list[Cell]]

    def with_tokens(self, token: str) -> "Table":
        """The same with other tokens."""
        return Table(self.names, [[token + row[0][len(token) :], *row[1:]] for row in self.rows])


@dataclass(frozen=True)
class Mutant:
    """A file that something befell: what lands, and what is known of it without the loader."""

    number: int
    base: Base
    file: str
    content: bytes
    story: tuple[str, ...]
    # The text inside the packing; None where it is no text, or the packing was damaged.
    plain: bytes | None = None
    # How many records it has when it is loaded; None where nobody can tell without reading it.
    records: int | None = None

    def tokens(self) -> set[str]:
        """What stands in the text and must be found in the lake when the file is loaded."""
        if self.plain is None or (self.base.kind in ("json", "ndjson") and _names_twice(self.plain)):
            return set()
        # Not where a byte beside it made another word or number of it.
        pattern = rb"(?<![\w.+\-\\])" + self.base.token + rb"\d{2,9}(?![\w.+\-])"
        return {found.decode() for found in re.findall(pattern, self.plain)}

    def __str__(self) -> str:
        return f"mutant {self.number} of {self.base.name}: {', '.join(self.story)}"


def generic() -> Table:
    """Twelve tickets of the generic format."""
    names = ["ticket_id", "created_at", "subject", "priority", "support_line", "is_spam", "brand", "attributes"]
    words = ["low", "normal", "high", "urgent"]
    rows = [
        [
            f"T10{number:03}",
            f"2026-01-{number:02}T09:00:00Z",
            ["plain", "Grüße", 'say ""hi""', "a; b", "", "=1+1"][number % 6],
            words[number % 4],
            str(number % 3 + 1),
            ["true", "false", ""][number % 3],
            "Lamps",
            '{""a"": 1}' if number % 2 else "",
        ]
        for number in range(1, 13)
    ]
    return Table(names, [[cell.replace('""', "'") for cell in row] for row in rows])


def render(kind: str, table: Table, rng: random.Random | None = None) -> bytes:
    """A table in a format."""
    rng = rng or random.Random(0)  # noqa: S311 - dice, not secrets
    if kind in ("csv", "tsv"):
        return _separated(table, "\t" if kind == "tsv" else ",", rng)
    if kind == "xls":
        return xls([[_text(cell) for cell in row] for row in (table.names, *table.rows)]).encode()
    if kind == "xlsx":
        return xlsx([[_text(cell) for cell in row] for row in (table.names, *table.rows)])
    records = [dict(zip(table.names, row, strict=False)) for row in table.rows]
    if kind == "ndjson":
        return "".join(json.dumps(record) + "\n" for record in records).encode()
    if kind == "json":
        shape = rng.choice(["bare", "wrapped", "indented"])
        page = records if shape == "bare" else {"data" if "id" in table.names else "tickets": records}
        return json.dumps(page, indent=1 if shape == "indented" else None, ensure_ascii=False).encode()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "rows.parquet"
        columns = ", ".join(f"{identifier(name)} varchar" for name in table.names)
        connection.execute(f"create table rows ({columns})")
        for record in records:
            connection.execute(f"insert into rows values ({', '.join('?' * len(record))})", list(record.values()))
        connection.execute(f"copy rows to '{path}' (format parquet)")
        return path.read_bytes()


def _separated(table: Table, delimiter: str, rng: random.Random) -> bytes:
    end = rng.choice(["\n", "\n", "\r\n"])
    always = rng.random() < 0.3

    def cell(value: Cell) -> str:
        text = _text(value)
        special = always or any(letter in text for letter in (delimiter, '"', "\n", "\r")) or text != text.strip()
        return '"' + text.replace('"', '""') + '"' if special else text

    return (end.join(delimiter.join(map(cell, row)) for row in (table.names, *table.rows)) + end).encode()


def _text(value: Cell) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


@cache
def bases() -> tuple[Base, ...]:
    """One export for each way of reading, of the generic format and of vendors."""
    kinds = {"csv": "csv", "ndjson": "ndjson", "json": "json", "parquet": "parquet", "xlsx": "xlsx", "xls": "xls"}
    found = [
        Base(f"generic {kind}", "other", f"tickets.{{}}0.{end}", kind, render(kind, generic()), b"T10", b"G10", 12)
        for kind, end in kinds.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        landing = Path(folder)
        for dialect in (freshdesk, salesforce, zendesk, zoho_desk):
            dialect.write(read_story(), landing)
        cases = (landing / "salesforce_api" / "Case.0.csv").read_bytes()
        tickets = (landing / "freshdesk_export" / "123456_tickets-April-09-2026-23_50.csv").read_bytes()
        workbook = (landing / "freshdesk_export" / "123456_tickets-April-10-2026-00_00.xls").read_bytes()
        page = (landing / "freshdesk_api" / "tickets_page_1.json").read_bytes()
        wrapped = (landing / "zoho_desk_api" / "tickets_1.json").read_bytes()
        lines = next((landing / "zendesk_export").glob("tickets*")).read_bytes()
    tickets = re.sub(rb"(?m)^(\d{3}),", rb"700\1,", tickets)
    workbook = re.sub(rb"(<ss:Data[^>]*>)(1\d\d)(</ss:Data>)", rb"\g<1>700\2\3", workbook)
    page = re.sub(rb'(\n  "id": )(\d{3}),', rb"\g<1>700\2,", page)
    lines = re.sub(rb'(?m)^\{"id": (\d{3}),', rb'{"id": 700\1,', lines)
    calls = "vru+line\tcall_id\tdate\tvru_entry\tvru_exit\tq_time\toutcome\tser_time\tserver\r\n"
    calls += "".join(
        f"AA01\t700{n}\t990101\t09:0{n % 10}:00\t09:30:00\t{n}\tAGENT\t9\tANN\r\n" for n in range(100, 112)
    )
    return (
        *found,
        Base(
            "salesforce csv", "salesforce", "Case.{}0.csv", "csv", cases, b"500Qy0W00", b"500Zz0W00", _lines(cases) - 1
        ),
        Base("freshdesk csv", "freshdesk", "1_tickets{}.csv", "csv", tickets, b"700", b"800", _lines(tickets) - 1),
        Base("freshdesk xls", "freshdesk", "1_tickets{}.xls", "xls", workbook, b"700", b"800", 7),
        Base("freshdesk json", "freshdesk", "tickets_page_{}1.json", "json", page, b"700", b"800", 8),
        Base("zoho json", "zoho_desk", "tickets_{}1.json", "json", wrapped, b"105040000001", b"105040000009", 8),
        Base("zendesk ndjson", "zendesk", "tickets{}.ndjson", "ndjson", lines, b"700", b"800", _lines(lines)),
        Base("call centre txt", "call_center_log", "january{}.txt", "tsv", calls.encode(), b"700", b"800", 12),
    )


def _lines(text: bytes) -> int:
    return text.count(b"\n")


def mutant(number: int) -> Mutant:
    """The mutant of that number; the same for ever."""
    rng = random.Random(f"mutant {number}")  # noqa: S311 - dice, not secrets
    base = bases()[number % len(bases())]
    made = Mutant(number, base, base.file.format(""), base.content, (), None, base.records)
    has_rows = base.kind != "xls" or base.system == "other"
    if has_rows and rng.random() < 0.5:
        made = _of_rows(made, rng)
    else:
        for _ in range(rng.choice([1, 1, 1, 2, 4])):
            made = _of_bytes(made, rng)
    if base.kind in TEXTS:
        made = replace(made, plain=made.content)
    return _packed(made, rng)


def _of_rows(made: Mutant, rng: random.Random) -> Mutant:
    """Change the table, and write it in its format: how many records it has is known."""
    table, story = made.base.table(), []
    for _ in range(rng.choice([1, 1, 2, 3])):
        change = rng.choice(ROW_CHANGES)
        table = change(table, rng)
        story.append(change.__name__)
    if made.base.kind not in ("csv", "tsv", "xls", "xlsx"):
        # One name can stand there once; to the writer of Parquet capitals make no other name.
        spelled = {name.casefold() if made.base.kind == "parquet" else name: name for name in table.names}
        place = {name: table.names.index(name) for name in spelled.values()}
        table = Table(list(place), [[row[at] for at in place.values()] for row in table.rows])
    return replace(
        made, content=render(made.base.kind, table, rng), story=tuple(story), records=_countable(made.base, table)
    )


def _countable(base: Base, table: Table) -> int | None:
    """Rows of which nothing is left are no records where a blank line or a formatted row may stand."""
    if base.kind in ("csv", "tsv", "xls", "xlsx"):
        return None if len(table.names) == 1 else sum(any(_text(cell) for cell in row) for row in table.rows)
    return len(table.rows)


def rows_cut(table: Table, rng: random.Random) -> Table:
    return Table(table.names, [row for row in table.rows if rng.random() < 0.6])


def rows_doubled(table: Table, rng: random.Random) -> Table:
    return Table(table.names, [row for row in table.rows for _ in range(rng.choice([1, 1, 2, 3]))])


def column_renamed(table: Table, rng: random.Random) -> Table:
    at = rng.randrange(len(table.names))
    name = rng.choice(
        [table.names[at].upper(), " x ", "a'b", 'a"b', "a;b", "drop table files; --", "é", "_row", "_file"]
    )
    return Table([*table.names[:at], name, *table.names[at + 1 :]], table.rows)


def column_dropped(table: Table, rng: random.Random) -> Table:
    at = rng.randrange(len(table.names)) if len(table.names) > 1 else len(table.names)
    return Table(table.names[:at] + table.names[at + 1 :], [row[:at] + row[at + 1 :] for row in table.rows])


def column_doubled(table: Table, rng: random.Random) -> Table:
    at = rng.randrange(len(table.names))
    name = rng.choice([table.names[at], table.names[at] + "_2", table.names[at].capitalize()])
    return Table([*table.names, name], [[*row, row[at]] for row in table.rows])


def columns_reordered(table: Table, rng: random.Random) -> Table:
    order = rng.sample(range(len(table.names)), len(table.names))
    return Table([table.names[at] for at in order], [[row[at] for at in order] for row in table.rows])


def types_swapped(table: Table, rng: random.Random) -> Table:
    strange = [
        "x",
        "-1",
        "1e400",
        "9" * 40,
        "NaN",
        "2026-02-30",
        "0000-00-00",
        "{",
        "[1]",
        "null",
        "\\N",
        "=cmd|' /C'!A0",
    ]
    at = rng.randrange(len(table.names))
    return Table(
        table.names,
        [[*row[:at], rng.choice(strange) if rng.random() < 0.4 else row[at], *row[at + 1 :]] for row in table.rows],
    )


def cells_strange(table: Table, rng: random.Random) -> Table:
    strange = [
        "",
        " ",
        'a "quote"',
        'nested ""quotes""',
        "two\nlines",
        "a\r\nb",
        "a\rb",
        "tab\there",
        "'; drop table x",
        "\u2028",
    ]
    rows = [[rng.choice(strange) if rng.random() < 0.05 else cell for cell in row] for row in table.rows]
    return Table(table.names, rows)


def field_huge(table: Table, rng: random.Random) -> Table:
    rows = [list(row) for row in table.rows]
    if rows:
        rng.choice(rows)[rng.randrange(len(table.names))] = rng.choice(["x", "ab ", "é"]) * rng.choice(
            [70_000, 700_000]
        )
    return Table(table.names, rows)


ROW_CHANGES: list[Callable[[Table, random.Random], Table]] = [
    rows_cut, rows_doubled, column_renamed, column_dropped, column_doubled, columns_reordered, types_swapped,
    types_swapped, cells_strange, cells_strange, field_huge,
]  # fmt: skip


def _of_bytes(made: Mutant, rng: random.Random) -> Mutant:
    change = rng.choice(BYTE_CHANGES)
    return replace(made, content=change(made.content, rng), story=(*made.story, change.__name__), records=None)


def bits_flipped(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice([1, 1, 3, 20]) if changed else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def span_cut(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content) + 1)
    return content[:start] + content[start + rng.choice([1, 2, 30, 300]) :]


def span_doubled(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content) + 1)
    end = start + rng.choice([1, 30, 300])
    return content[:end] + content[start:]


def lines_doubled(content: bytes, rng: random.Random) -> bytes:
    return b"".join(line * rng.choice([1, 1, 1, 2]) for line in content.splitlines(keepends=True))


def truncated(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def snippet_inserted(content: bytes, rng: random.Random) -> bytes:
    snippets = [
        b'"',
        b'""',
        b'"""',
        b"\r",
        b"\r\n",
        b"\n\n",
        b",",
        b"\t",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\\",
        b"'",
    ]
    snippets += [b"]}", b"{", b"[", b"null", b"1e999", b"\xff", b"\xc3", b"\xc2\x85", b"\x01", b"\x1a", b"<!--", b"&x;"]
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(len(content) + 1)
        content = content[:at] + rng.choice(snippets) + content[at:]
    return content


def encoded_otherwise(content: bytes, rng: random.Random) -> bytes:
    encoding = rng.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "utf-8-sig", "latin-1"])
    return content.decode("utf-8", "replace").replace("a", "ä", 3).encode(encoding, "replace")


def marked(content: bytes, rng: random.Random) -> bytes:
    return b"\xef\xbb\xbf" * rng.choice([1, 2]) + content


def lines_ended_otherwise(content: bytes, rng: random.Random) -> bytes:
    return b"".join(
        line.rstrip(b"\r\n") + rng.choice([b"\n", b"\r\n", b"\r", b"\n\n"])
        for line in content.splitlines(keepends=True)
    )


def returns_only(content: bytes, _rng: random.Random) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r")


BYTE_CHANGES: list[Callable[[bytes, random.Random], bytes]] = [
    bits_flipped, bits_flipped, span_cut, span_doubled, lines_doubled, truncated, snippet_inserted, snippet_inserted,
    snippet_inserted, encoded_otherwise, marked, lines_ended_otherwise, returns_only,
]  # fmt: skip


def _packed(made: Mutant, rng: random.Random) -> Mutant:
    """Plain, in a gzip, in a zip, in both; sometimes the packing is what gets damaged."""
    way = rng.choice(["plain", "plain", "gz", "zip", "gz in zip"])
    file, content = made.file, made.content
    if "gz" in way:
        file, content = f"{file}.gz", gzip.compress(content, mtime=0)
    if "zip" in way:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(file), content)
        file, content = "export.zip", out.getvalue()
    story = (*made.story, way)
    if way != "plain" and rng.random() < 0.2:
        change = rng.choice([bits_flipped, span_cut, truncated, snippet_inserted])
        return replace(made, file=file, content=change(content, rng), story=(*story, change.__name__))
    return replace(made, file=file, content=content, story=story)


def _names_twice(plain: bytes) -> bool:
    """Whether a JSON object in the text has a name twice: which of its values counts is anyone's choice."""
    found = False

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        found = found or len(dict(pairs)) < len(pairs)
        return dict(pairs)

    text = plain.decode("utf-8", "replace")
    for piece in (text, *text.splitlines()):
        try:
            json.loads(piece, object_pairs_hook=look)
        except (ValueError, RecursionError):
            continue
    return found
