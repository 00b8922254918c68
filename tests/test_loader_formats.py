"""The same rows in every format, what each format may do to text, and tables with a dialect of their own."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loader_house import House, parquet, xls, xlsx, zipped

from orchestration.load import load_all
from orchestration.raw_tables import RawColumn, RawTable, read_raw_tables
from orchestration.read_csv import read_csv
from orchestration.reading import Reading
from orchestration.settings import MEMORY_LIMIT
from orchestration.unpack import Refused
from orchestration.workbench import Workbench, open_database

ROWS: list[dict[str, Any]] = [
    {
        "ticket_id": "1",
        "created_at": "2026-01-01T00:00:00Z",
        "subject": 'say "hi",\nall',
        "support_line": 2,
        "brand": "é",
    },
    {"ticket_id": "2", "created_at": "2026-01-01T00:00:00Z", "subject": None, "support_line": None, "brand": None},
    {"ticket_id": "3", "created_at": "2026-01-01T00:00:00Z", "subject": " x ", "support_line": 1, "brand": "=1+1"},
]
NAMES = list(ROWS[0])


def as_csv(delimiter: str = ",", end: str = "\n") -> str:
    """ROWS as CSV with every value quoted."""
    lines = [delimiter.join(NAMES)]
    for row in ROWS:
        values = ["" if row[name] is None else str(row[name]).replace('"', '""') for name in NAMES]
        lines.append(delimiter.join(f'"{value}"' if value else "" for value in values))
    return end.join(lines) + end


def as_parquet(folder: Path) -> bytes:
    """ROWS as Parquet."""
    source = folder / "rows.json"
    source.write_text(json.dumps(ROWS), "utf-8")
    return parquet(
        folder / "rows.parquet",
        f"select * replace (strftime(created_at, '%Y-%m-%dT%H:%M:%SZ') as created_at) from read_json('{source}')",
    )


def as_file(form: str, folder: Path) -> tuple[str, str | bytes]:
    """A file name and the content that ROWS have in a format."""
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    table: list[list[str | float]] = [list(NAMES), *[[row[name] or "" for name in NAMES] for row in ROWS]]
    return {
        "csv": ("tickets.csv", as_csv()),
        "csv with mark": ("tickets.csv", "\ufeff" + as_csv()),
        "csv of Windows": ("tickets.csv", as_csv(end="\r\n")),
        "csv with mixed line ends": ("tickets.csv", as_csv().removesuffix("\n") + "\r\n"),
        "csv with blanks in the header": ("tickets.csv", as_csv().replace("ticket_id,", " ticket_id ,", 1)),
        "gz": ("tickets.2026.csv.gz", gzip.compress(as_csv().encode())),
        "zip": ("export.zip", zipped(**{"tickets.csv": as_csv(), "__MACOSX/._tickets.csv": "x"})),
        "gz in zip": ("export.zip", zipped(**{"tickets.csv.gz": gzip.compress(as_csv().encode())})),
        "ndjson": ("tickets.ndjson", lines),
        "ndjson with mark": ("tickets.jsonl", "\ufeff" + lines.replace("\n", "\n\r\n")),
        "wrapped page": ("tickets.json", json.dumps({"count": 3, "tickets": ROWS}, indent=1)),
        "bare page": ("tickets.json", json.dumps(ROWS, indent=1)),
        "pages by line": ("tickets.ndjson", json.dumps(ROWS[:2]) + "\n" + json.dumps({"tickets": ROWS[2:]})),
        "ndjson called json": ("tickets.json", lines),
        "records under their name": ("tickets.ndjson", "".join(json.dumps({"ticket": row}) + "\n" for row in ROWS)),
        "parquet": ("tickets.parquet", as_parquet(folder)),
        "xlsx": ("tickets.xlsx", xlsx(table)),
        "xlsx in gz": ("tickets.xlsx.gz", gzip.compress(xlsx(table))),
        "xls": ("tickets.xls", xls(table)),
        "xls in zip": ("export.zip", zipped(**{"tickets.xls": xls(table)})),
    }[form]


FORMS = ["csv", "csv with mark", "csv of Windows", "csv with mixed line ends", "csv with blanks in the header"]
FORMS += ["gz", "zip", "gz in zip", "ndjson", "ndjson with mark", "ndjson called json", "wrapped page", "bare page"]
FORMS += ["pages by line", "records under their name", "parquet", "xlsx", "xlsx in gz"]
FORMS += ["pages by line", "parquet", "xlsx", "xlsx in gz", "xls", "xls in zip"]


@pytest.mark.parametrize("form", FORMS)
def test_formats_give_the_same_rows(house: House, form: str) -> None:
    file, content = as_file(form, house.root)
    house.drop(f"acme/{file}", content)
    (result,) = house.load().values()
    assert (result.status, result.row_count, result.kept_count) == ("loaded", 3, 3)
    assert result.reason == "unknown column kept in the rest: brand"
    expected = [
        (place, row["ticket_id"], row["created_at"], row["subject"], row["support_line"] and str(row["support_line"]))
        for place, row in enumerate(ROWS, start=1)
    ]
    found = house.rows("tickets")
    names = ("_row", "ticket_id", "created_at", "subject", "support_line")
    assert [tuple(row[name] for name in names) for row in found] == expected
    rests = [json.loads(row["_rest"] or "{}") for row in found]
    assert [rest.get("brand") for rest in rests] == [row["brand"] for row in ROWS]
    assert {(row["_source"], row["_file"], row["_load_id"]) for row in found} == {("acme", result.file, result.load_id)}


def test_xls_keeps_what_its_types_say(house: House) -> None:
    """Types, gaps, merged cells, comments, styled text, blank rows, a second sheet; times stay as the file has them."""
    cells = [
        '<Cell><Data ss:Type="Number">7.0</Data><Comment><ss:Data>not 7</ss:Data></Comment></Cell>'
        '<Cell><Data ss:Type="DateTime">2026-01-01T10:00:00.000</Data></Cell>'
        '<Cell ss:Index="4"><ss:Data ss:Type="String">a <B>bold</B> &amp; plain</ss:Data></Cell>'
        '<Cell><Data ss:Type="Boolean">1</Data></Cell>',
        '<Cell ss:StyleID="s1"/>',
        '<Cell><Data ss:Type="Number">1.20E1</Data></Cell><Cell ss:MergeAcross="1"><Data>2026-01-02T00:00</Data></Cell>'
        "<Cell><Data>x</Data></Cell>",
    ]
    heads = "".join(
        f"<Cell><Data>{name}</Data></Cell>" for name in ["ticket_id", "created_at", "-", "subject", "is_spam"]
    )
    table = "".join(f"<Row>{row}</Row>" for row in [heads, *cells])
    xml = (
        "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'"
        " xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>"
        f"<Worksheet ss:Name='a'><Table>{table}</Table></Worksheet>"
        "<Worksheet ss:Name='b'><Table><Row><Cell><Data>no</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    result = house.one("tickets.xls", xml)
    assert (result.row_count, result.kept_count) == (2, 2)
    found = house.rows("tickets", "_row, ticket_id, created_at, subject, is_spam")
    assert [tuple(row.values()) for row in found] == [
        (1, "7", "2026-01-01T10:00:00.000", "a bold & plain", "true"),
        (2, "12", "2026-01-02T00:00", "x", None),
    ]


def test_parquet_keeps_what_its_types_say(house: House) -> None:
    select = """
        select 7 as ticket_id, timestamptz '2026-01-01 10:00:00+02:00' as created_at, 2.0 as support_line,
            true as is_spam, {'a': [1, null]} as attributes, date '2026-01-02' as "odd ""name"
    """
    result = house.one("tickets.parquet", parquet(house.root / "typed.parquet", select))
    assert (result.kept_count, result.reason) == (1, 'unknown column kept in the rest: odd "name')
    (row,) = house.rows("tickets")
    assert (row["ticket_id"], row["created_at"], row["support_line"]) == ("7", "2026-01-01 08:00:00+00", "2.0")
    assert (row["is_spam"], row["attributes"]) == ("true", '{"a":[1,null]}')
    assert json.loads(row["_rest"]) == {'odd "name': "2026-01-02"}


def test_header_only_and_empty_lists_are_loads_of_no_rows(house: House) -> None:
    house.drop("acme/tickets.csv", "ticket_id,created_at")
    house.drop("acme/agents.json", "[]")
    house.drop("acme/teams.json", '{"teams": []}')
    assert {(one.status, one.row_count, one.reason) for one in house.load().values()} == {("loaded", 0, None)}


def test_ndjson_lines_that_are_no_record(house: House) -> None:
    body = (
        '{"agent_id": "1"}\n{"agent_id": \n7\n\n{"agent_id": "2", "x": {"y": null}}\n{"a\x01": 1\n{"agent_id": "3"}\n'
    )
    result = house.one("agents.ndjson", body)
    assert (result.row_count, result.kept_count, result.quarantined_count) == (6, 3, 3)
    assert [(row["_row"], row["agent_id"], row["_rest"]) for row in house.rows("agents")] == [
        (1, "1", None),
        (4, "2", '{"x":{"y":null}}'),
        (6, "3", None),
    ]
    assert [(row["row_number"], row["reason"]) for row in house.quarantine()] == [
        (2, "malformed"),
        (3, "malformed"),
        (5, "malformed"),
    ]


def test_long_values(house: House) -> None:
    long = "x" * 3_000_000
    house.drop("acme/tickets.csv", f"ticket_id,created_at,subject\n1,2026-01-01T00:00Z,{long}\n2,2026-01-01T00:00Z,\n")
    house.drop("acme/agents.ndjson", json.dumps({"agent_id": "1", "agent_name": long}) + '\n{"agent_id": "2"}\n')
    lines = "\n" * 2_000_000
    house.drop("acme/teams.csv", f'team_id,team_name\n1,"{lines}"\n"2"x,\n3,"a\n\nb"\n')
    house.load()
    assert [len(row["subject"] or "") for row in house.rows("tickets")] == [3_000_000, 0]
    assert [len(row["agent_name"] or "") for row in house.rows("agents")] == [3_000_000, 0]
    assert [row["team_name"] for row in house.rows("teams")] == [lines, "a\n\nb"]


INCIDENTS = """
sources:
  - name: desk
    tables:
      - name: cases
        config:
          meta:
            {files: [case_*.*], key: [id], delimiter: ";", records: data.items, sheet: Cases, version: changed}
        columns:
          - {name: id, config: {meta: {required: true, also: [number, "No."]}}}
          - {name: opened, data_type: timestamp, config: {meta: {required: true, format: "%d/%m/%Y %H:%M"}}}
          - {name: changed, data_type: timestamp,
             config: {meta: {format: [iso, "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"]}}}
          - {name: channel, config: {meta: {path: via.channel, words: [web]}}}
          - {name: group, config: {meta: {null_word: "?", words: [one]}}}
          - {name: tags, data_type: json}
"""


@pytest.fixture
def desk(house: House) -> House:
    """A house whose only system is a dialect."""
    folder = house.root / "staging" / "desk"
    folder.mkdir(parents=True)
    (folder / "_desk__sources.yml").write_text(INCIDENTS)
    house.note("acme", source_system="desk")
    return house


def test_a_dialect(desk: House) -> None:
    desk.drop(
        "acme/Case_1.CSV", "id;opened;channel;group\n1;29/2/2016 01:16;web;?\n2;2016-02-29T01:16;web;one\n3;?;;\n"
    )
    items = [{"id": 4, "opened": "1/2/2016 00:00", "via": {"channel": "web", "to": "x"}, "tags": ["a", {"b": 1}]}]
    desk.drop("acme/case_2.json", json.dumps({"data": {"items": items}}))
    rows: list[list[str | float]] = [["id", "opened"], [5, "1/2/2016 00:00"]]
    desk.drop("acme/case_3.xlsx", xlsx(rows, sheet="Cases"))
    desk.drop("acme/case_4.xlsx", xlsx(rows, sheet="Other"))
    desk.drop("acme/case_5.xls", xls(rows, sheet="Other"))
    desk.drop("acme/case_6.xls", xls([["id", "opened"], [6, "1/2/2016 00:00"]], sheet="Cases"))
    place = replace(desk.settings, staging=desk.root / "staging")
    results = {one.file: one for one in load_all(place)}
    assert results["case_4.xlsx"].reason == "has no sheet Cases"
    assert results["case_5.xls"].reason == "has no sheet Cases"
    assert results["case_2.json"].reason is None
    assert results["Case_1.CSV"].reason is None
    found = [
        (row["id"], row["channel"], row["group"], row["tags"], row["_rest"])
        for row in desk.rows("cases", system="desk")
    ]
    assert found == [
        ("1", "web", "?", None, None),
        ("4", "web", None, '["a",{"b":1}]', '{"via":{"channel":"web","to":"x"}}'),
        ("5", None, None, None, None),
        ("6", None, None, None, None),
    ]
    assert [(row["reason"], row["given_value"]) for row in desk.quarantine()] == [
        ("unreadable", "2016-02-29T01:16"),
        ("unreadable", "?"),
    ]


def test_the_newest_version_of_a_key_wins(desk: House) -> None:
    at = "1/2/2016 00:00"
    rows = f"1;{at};2026-01-02T01:00:00+02:00\n1;{at};2026-01-01T23:30:00Z\n1;{at};2026-01-01T00:00:00Z\n"
    desk.drop("acme/case_1.csv", "id;opened;changed\n" + rows)
    load_all(replace(desk.settings, staging=desk.root / "staging"))
    assert [row["_row"] for row in desk.rows("cases", system="desk")] == [2]


def test_a_column_may_have_several_names_and_patterns(desk: House) -> None:
    """Headers that people rename, times that a spreadsheet saved its own way: each pattern tells what is newest."""
    at = "1/2/2016 00:00"
    desk.drop("acme/case_1.csv", f"No.;opened;changed\n1;{at};31/1/2016 23:00\n1;{at};2016-02-01T00:30:00+01:00\n")
    desk.drop("acme/case_2.csv", f"number;opened;changed\n2;{at};1/2/2016 10:11:12\n2;{at};2016-02-01 10:11:11\n")
    desk.drop("acme/case_3.csv", f"number;opened;changed;id\n3;{at};2/1/2016;4\n")
    results = {one.file: one for one in load_all(replace(desk.settings, staging=desk.root / "staging"))}
    rows = desk.rows("cases", "id, _row", system="desk")
    assert [(row["id"], row["_row"]) for row in rows] == [("1", 2), ("2", 1), ("4", 1)]
    given = "unknown column kept in the rest: number; changed: 1 value unreadable as timestamp"
    assert [results[f"case_{number}.csv"].reason for number in (1, 2, 3)] == [None, None, given]


def test_versions_that_are_numbers_and_pages_without_their_list(house: House) -> None:
    folder = house.root / "staging" / "desk"
    folder.mkdir(parents=True)
    meta = "{files: [calls*], key: [id], version: changed, records: _embedded.calls, page: page}"
    columns = "[{name: id, config: {meta: {required: true}}}, {name: changed, data_type: integer}]"
    tables = f"[{{name: calls, config: {{meta: {meta}}}, columns: {columns}}}]"
    (folder / "_desk__sources.yml").write_text(f"sources: [{{name: desk, tables: {tables}}}]")
    house.note("acme", source_system="desk")
    full = {"_embedded": {"calls": [{"id": 1, "changed": 1000}, {"id": 1, "changed": 999}]}, "page": {"number": 1}}
    house.drop("acme/calls_1.json", json.dumps(full))
    house.drop("acme/calls_2.json", json.dumps({"page": {"number": 2}}))
    house.drop("acme/calls_3.json", json.dumps({"message": "too many requests"}))
    results = {one.file: one for one in load_all(replace(house.settings, staging=house.root / "staging"))}
    assert [row["changed"] for row in house.rows("calls", system="desk")] == ["1000"]
    assert (results["calls_2.json"].status, results["calls_2.json"].row_count) == ("loaded", 0)
    assert results["calls_3.json"].reason == "required column id is missing"


TABLE = RawTable("s", "t", ("t.*",), (RawColumn("a"), RawColumn("b")))
PIECES = [",", '"', '""', "\n", "\r\n", "\r", " ", "a", "é", "b,c\n", '"x"', '"x,y"', "1,2\n", "\t", "\\"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database such as loads are made in."""
    with open_database(tmp_path / "spill", MEMORY_LIMIT) as opened:
        yield opened


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(end=st.sampled_from(["\n", "\r\n", "\r"]), body=st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_both_ways_to_read_csv_agree(tmp_path: Path, database: duckdb.DuckDBPyConnection, end: str, body: str) -> None:
    """What the database reads, and the careful reader finds without a flaw, is the same rows."""
    content = tmp_path / "t.csv"
    content.write_bytes((f"a,b{end}{body}").encode())
    fast = _read(database, content, tmp_path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("orchestration.read_csv._origin", _failing_once(_origin_of()))
        careful = _read(database, content, tmp_path)
    assert fast == careful or careful[1], "the ways differ on a file without flaws"


def _read(database: duckdb.DuckDBPyConnection, content: Path, scratch: Path) -> tuple[list[Any], list[Any]]:
    bench = Workbench(database, TABLE, "UTC")
    try:
        read_csv(Reading(bench, 0, content, scratch))
    except Refused as error:
        # A carriage return and a quote in the first line may make a header that nobody can split.
        return [], [str(error)]
    rows = database.execute("select _row, a, b from loaded order by _row").fetchall()
    return rows, database.execute("select _row, raw from malformed order by _row").fetchall()


def _origin_of() -> Any:
    from orchestration import read_csv as module

    return module._origin


def _failing_once(really: Any) -> Any:
    """The reader of the database, which refuses the file itself and takes only what was written anew."""

    def origin(content: Path, *arguments: Any, **options: Any) -> str:
        if content.name == "t.csv":
            raise duckdb.InvalidInputException("not this one")
        return really(content, *arguments, **options)

    return origin


ENCODED = [
    ("utf-8", "Zoë", None),
    ("cp1252", "Zoë €", "is not UTF-8 text, read as cp1252"),
    # 0x81 means nothing in cp1252.
    ("iso-8859-1", "Zoë\x81", "is not UTF-8 text, read as iso-8859-1"),
]


@pytest.mark.parametrize(("encoding", "name", "warning"), ENCODED)
@pytest.mark.parametrize("form", ["csv", "json", "gz"])
def test_encodings_of_a_table_are_tried_in_turn(
    house: House, form: str, encoding: str, name: str, warning: str | None
) -> None:
    house.note("acme", source_system="salesforce")
    text = f'Id,LastName\n003000000000001,"{name}"\n' if form != "json" else f'{{"Id": "003", "LastName": "{name}"}}'
    content = text.encode(encoding)
    file = {"csv": "Contact.csv", "json": "Contact.json", "gz": "Contact.csv.gz"}[form]
    result = house.one(file, gzip.compress(content) if form == "gz" else content)
    assert (result.status, result.kept_count, result.reason) == ("loaded", 1, warning)
    assert house.rows("contacts", "LastName", system="salesforce") == [{"LastName": name}]


def test_a_page_in_another_encoding_is_still_a_page(house: House) -> None:
    house.note("acme", source_system="salesforce")
    result = house.one("Contact.csv", "<html><body>Bitte anmelden: Grüße</body></html>".encode("cp1252"))
    assert (result.status, result.reason) == ("refused", "is a web page (HTML or XML), not an export")


def test_an_unknown_encoding_is_a_broken_declaration(tmp_path: Path) -> None:
    table = """
      - name: things
        config: {meta: {files: ["things.*"], encodings: [utf-8, cp99]}}
        columns: [{name: id}]
    """
    folder = tmp_path / "made_up"
    folder.mkdir()
    (folder / "_made_up__sources.yml").write_text(f"sources:\n  - name: made_up\n    tables: {table}", "utf-8")
    with pytest.raises(ValueError, match="encoding cp99 is unknown"):
        read_raw_tables(tmp_path)
