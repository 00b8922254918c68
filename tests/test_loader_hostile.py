"""Exports that mean harm: names that are paths or SQL, archives in archives, and sizes that nobody expects."""

import gzip
import io
import json
import stat
import zipfile
from pathlib import Path

import pytest
from loader_house import TICKETS, House, xls, xlsx, zipped

from orchestration import unpack

GOOD = TICKETS + "1,2026-01-01T00:00:00Z,low\n"
SQL = "x\"'); drop table files; --"
MEMBERS = [
    "/etc/tickets.csv",
    "../tickets.csv",
    "a/../../tickets.csv",
    "..\\tickets.csv",
    "a\\..\\..\\tickets.csv",
    "\\\\host\\share\\tickets.csv",
    "C:\\tickets.csv",
    "C:tickets.csv",
    "c:/tickets.csv",
]


def raw_member(name: str, content: str = GOOD, **fields: int) -> bytes:
    """A zip with a member of exactly this name."""
    out = io.BytesIO()
    entry = zipfile.ZipInfo("placeholder")
    entry.filename = name
    for field, value in fields.items():
        setattr(entry, field, value)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, content)
    return out.getvalue()


def outside(house: House) -> set[Path]:
    """Every path that is neither landing folder nor home."""
    return set(house.root.parent.glob("*")) | set(house.root.glob("*"))


def test_members_that_are_paths_elsewhere(house: House) -> None:
    before = outside(house)
    for number, name in enumerate(MEMBERS):
        house.drop(f"acme{number}/export.zip", raw_member(name))
    house.drop("birch/agents.csv", "agent_id\n7\n")
    results = house.load()
    assert results.pop("birch/agents.csv").status == "loaded"
    reasons = {result.source: str(result.reason) for result in results.values()}
    assert reasons == {
        f"acme{number}": f"member {name!r} leaves the archive's folder" for number, name in enumerate(MEMBERS)
    }
    assert outside(house) == before
    assert not list(house.root.rglob("tickets.csv"))


def test_member_that_is_a_link_is_text_and_not_followed(house: House) -> None:
    secret = house.root / "secret.csv"
    secret.write_text(GOOD, "utf-8")
    link = (stat.S_IFLNK | 0o777) << 16
    house.drop("acme/export.zip", raw_member("tickets.csv", str(secret), create_system=3, external_attr=link))
    result = house.load()["acme/export.zip/tickets.csv"]
    assert (result.status, result.row_count) == ("refused", 0)


def test_zip_in_zip_is_not_opened(house: House) -> None:
    house.drop("acme/agents.csv", "agent_id\n7\n")
    inner = zipped(**{"tickets.csv": "0" * 5_000_000})
    house.drop("acme/export.zip", zipped(**{"tickets.zip": inner, "teams.csv": "team_id\n7\n"}))
    results = house.load()
    assert results["acme/export.zip/tickets.zip"].status == "refused"
    assert ".zip is none of the formats" in str(results["acme/export.zip/tickets.zip"].reason)
    assert {results[f"acme/{file}"].status for file in ("agents.csv", "export.zip/teams.csv")} == {"loaded"}


def test_bombs_in_every_wrapping(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", 100_000)
    zeros = "0" * 3_000_000
    house.drop("gz_in_zip/export.zip", zipped(**{"tickets.csv.gz": gzip.compress(zeros.encode())}))
    house.drop("many/export.zip", zipped(**{f"tickets.{n}.csv": zeros[:90_000] for n in range(40)}))
    house.drop("sheet/tickets.xlsx", zipped(**{"xl/worksheets/sheet1.xml": zeros}))
    house.drop("twice/tickets.csv.gz", gzip.compress(gzip.compress(zeros.encode())))
    reasons = {result.source: result.reason for result in house.load().values()}
    assert {source for source, reason in reasons.items() if "a zip bomb" in str(reason)} == {
        "gz_in_zip",
        "many",
        "sheet",
    }
    assert reasons["twice"], "a gzip in a gzip is unpacked once, and no text"


def test_member_that_lies_about_its_size(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the directory says is believed by nobody: the bytes are counted as they come."""
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", 100_000)
    content = bytearray(zipped(**{"tickets.csv": "0" * 3_000_000}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (50).to_bytes(4, "little")
    house.drop("acme/export.zip", bytes(content))
    (result,) = house.load().values()
    assert result.status == "refused"


NAMES = [SQL, "a;b", "a\nb", "%s", "*", "[x]", "$1", "{x}", "\\", "é", "\x1b[31m", "_file", "_row", "_rest"]


@pytest.mark.parametrize("kind", ["csv", "ndjson", "xlsx"])
def test_column_names_stay_names(house: House, kind: str) -> None:
    # XML cannot say an escape.
    names = [name for name in NAMES if kind != "xlsx" or "\x1b" not in name]
    for number, name in enumerate(names):
        table = [["ticket_id", "created_at", name], ["1", "2026-01-01T00:00:00Z", SQL]]
        quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in table]
        record = json.dumps(dict(zip(*table, strict=True)))
        content = {"csv": "".join(quoted), "ndjson": record, "xlsx": xlsx([[*line] for line in table])}[kind]
        house.drop(f"acme{number}/tickets.{kind}", content)
    results = house.load()
    assert {(result.status, result.kept_count) for result in results.values()} == {("loaded", 1)}
    assert all(result.line().isprintable() for result in results.values())
    rests = [json.loads(row["_rest"]) for row in house.rows("tickets")]
    assert sorted(name.strip() for rest in rests for name in rest) == sorted(names)
    assert {value for rest in rests for value in rest.values()} == {SQL}


FILES = [
    "tickets.a\nb.csv",
    "tickets.%s%d.csv",
    "tickets.*.csv",
    "tickets.[a].csv",
    "tickets.?.csv",
    "tickets.\x1b[2J.csv",
]
FILES += ["tickets.'.csv", 'tickets.".csv', "tickets.;--.csv", "tickets.\\.csv", "tickets.é .csv", "tickets.\u202e.csv"]


@pytest.mark.parametrize("wrapping", ["plain", "gz", "zip"])
def test_file_names_stay_names(house: House, wrapping: str) -> None:
    for number, file in enumerate(FILES):
        content = GOOD.replace("\n1,", f"\n{number},")
        if wrapping == "plain":
            house.drop(f"acme/{file}", content)
        elif wrapping == "gz":
            house.drop(f"acme/{file}.gz", gzip.compress(content.encode()))
        else:
            house.drop(f"acme/{number}.zip", raw_member(file, content))
    house.drop("acme/day\n*/tickets.csv", GOOD.replace("\n1,", "\n99,"))
    house.drop("so%s\n*/tickets.csv", GOOD)
    results = house.load()
    lines = [result.line() for result in results.values()]
    assert all(line.isprintable() for line in lines), lines
    accepted = [result for result in results.values() if result.status == "loaded"]
    refused = [result.line() for result in results.values() if result.status != "loaded"]
    # A backslash in a member's name is a folder's end to some.
    assert len(accepted) >= len(FILES) + 2 - (wrapping == "zip"), refused
    assert {row["_file"] for row in house.rows("tickets")} == {result.file for result in accepted}
    assert {result.status for result in house.load().values()} <= {"already_loaded", "refused"}


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1"]


def test_formulas_stay_text_in_the_lake(house: House) -> None:
    lines = "".join(f'{n},2026-01-01T00:00:00Z,"{text}"\n' for n, text in enumerate(FORMULAS))
    assert house.one("tickets.csv", "ticket_id,created_at,subject\n" + lines).kept_count == len(FORMULAS)
    assert [row["subject"] for row in house.rows("tickets")] == FORMULAS


def test_csv_for_people_is_written_in_one_place() -> None:
    """Spreadsheets run what begins with = + - @: that one place guards against it, which the viewer's tests hold.
    The copies that readers make of an export on the way, and the benchmark's exports, are never shown to anybody."""
    project = Path(__file__).resolve().parents[1]
    writers = {
        str(path.relative_to(project / "orchestration"))
        for path in (project / "orchestration").rglob("*.py")
        if "csv.writer" in path.read_text("utf-8") or "format csv" in path.read_text("utf-8").lower()
    }
    unseen = {"read_csv.py", "read_tables.py", "read_xls.py", "bench/cases.py"}
    assert writers - unseen == {"viewer/csv_text.py"}


@pytest.mark.parametrize("kind", ["csv", "ndjson", "json"])
def test_field_of_tens_of_megabytes(house: House, kind: str) -> None:
    huge = "é" * 12_000_000
    record = {"ticket_id": "1", "created_at": "2026-01-01T00:00:00Z", "subject": huge}
    other = record | {"ticket_id": "2", "subject": "small"}
    content = {
        "csv": f"ticket_id,created_at,subject\n1,2026-01-01T00:00:00Z,{huge}\n2,2026-01-01T00:00:00Z,small\n",
        "ndjson": json.dumps(record, ensure_ascii=False) + "\n" + json.dumps(other),
        "json": json.dumps([record, other], ensure_ascii=False),
    }[kind]
    result = house.one(f"tickets.{kind}", content)
    assert result.status == "refused" or result.row_count == 2, result.line()
    if result.status == "loaded":
        kept = [row["size"] for row in house.rows("tickets", "length(subject) as size, _file, _row")]
        assert result.quarantined_count + len(kept) == 2
        assert set(kept) <= {len(huge), len("small")}


WIDE = [f"c{place}" for place in range(10_000)]
WIDE_FILES: dict[str, tuple[str, str | bytes]] = {
    "ndjson": ("tickets.ndjson", json.dumps({"ticket_id": 1, "created_at": "2026-01-01"} | dict.fromkeys(WIDE, 1))),
    "xlsx": ("tickets.xlsx", xlsx([["ticket_id", "created_at", *WIDE]])),
    "xls": ("tickets.xls", xls([["ticket_id", "created_at", *WIDE]])),
}


@pytest.mark.parametrize("kind", WIDE_FILES)
def test_ten_thousand_columns(house: House, kind: str) -> None:
    assert "at most 2,000 are read" in str(house.one(*WIDE_FILES[kind]).reason)


DEEP = 100_000
DEEP_FILES = {
    "lists": "[" * DEEP + "]" * DEEP,
    "lists that never end": "[" * DEEP,
    "objects": '{"a":' * DEEP + "1" + "}" * DEEP,
    "in a field": '{"ticket_id":"1","created_at":"2026-01-01T00:00:00Z","attributes":' + "[" * DEEP + "]" * DEEP + "}",
    "in the rest": '{"ticket_id":"1","created_at":"2026-01-01T00:00:00Z","strange":' + "[" * DEEP + "]" * DEEP + "}",
    "under a name": '{"tickets":' * DEEP + "[]" + "}" * DEEP,
}


@pytest.mark.parametrize("ending", ["json", "ndjson"])
def test_deep_nesting(house: House, ending: str) -> None:
    for number, content in enumerate(DEEP_FILES.values()):
        house.drop(f"acme{number}/tickets.{ending}", content + "\n")
    house.drop("birch/agents.csv", "agent_id\n7\n")
    results = house.load()
    assert results.pop("birch/agents.csv").status == "loaded"
    assert len(results) == len(DEEP_FILES)
    for result in results.values():
        assert result.status == "refused" or result.row_count == result.kept_count + result.quarantined_count == 1
        assert len(result.line()) < 300


def test_deep_nesting_in_a_csv_field_and_in_a_note(house: House) -> None:
    deep = "[" * DEEP + "]" * DEEP
    house.drop("acme/tickets.csv", f"ticket_id,created_at,attributes\n1,2026-01-01T00:00:00Z,{deep}\n")
    house.drop("birch/tickets.csv", GOOD)
    house.drop("birch/_export.json", deep)
    house.drop("cedar/agents.csv", "agent_id\n7\n")
    results = house.load()
    assert results["acme/tickets.csv"].row_count == 1
    assert str(results["birch/_export.json"].reason).startswith("cannot be read")
    assert results["cedar/agents.csv"].status == "loaded"
