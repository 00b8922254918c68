"""Files and folders that are set aside whole: one line each, and everything else is loaded."""

import gzip
import os
import stat
import struct
from pathlib import Path
from typing import Any

import pytest
from loader_house import TICKETS, House, xls, xlsx, zipped

from orchestration import reading, unpack
from orchestration.unpack import Refused

GOOD = TICKETS + "1,2026-01-01T00:00:00Z,low\n"
COMPRESSED = gzip.compress(GOOD.encode() * 50)


def encrypted() -> bytes:
    """A zip whose member says that it is encrypted."""
    content = bytearray(zipped(**{"tickets.csv": GOOD}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + place
        content[at : at + 2] = struct.pack("<H", 1)
    return bytes(content)


def damaged_zip() -> bytes:
    """A zip whose member is not what its check sum says."""
    content = zipped(**{"tickets.csv": GOOD, "agents.csv": "agent_id\n7\n"})
    return content[:45] + b"\xff\xfe\xfd" + content[48:]


REFUSALS: dict[str, tuple[str, str | bytes, str]] = {
    "nothing in it": ("tickets.csv", b"", "is empty (0 bytes)"),
    "nothing in the gzip": ("tickets.csv.gz", gzip.compress(b""), "is empty (0 bytes)"),
    "blank lines only": ("tickets.csv", "\n\n", "has no header row"),
    "truncated gzip": ("tickets.csv.gz", COMPRESSED[:-20], "is cut off: the gzip data end too early"),
    "no gzip": ("tickets.csv.gz", GOOD, "is no readable gzip file"),
    "web page": ("tickets.csv", "<!DOCTYPE html><html>502</html>", "is a web page (HTML or XML), not an export"),
    "web page as json": ("tickets.json", " \n<html>502</html>", "is a web page (HTML or XML), not an export"),
    "utf-16 with mark": ("tickets.csv", GOOD.encode("utf-16"), "is UTF-16 text, not UTF-8"),
    "utf-16 without mark": (
        "tickets.csv",
        GOOD.encode("utf-16-le"),
        "is not UTF-8 text (UTF-16 without a mark, or no text at all)",
    ),
    "latin-1": (
        "tickets.csv",
        (GOOD + "2,2026-01-01T00:00:00Z,é\n").encode("latin-1"),
        "is not UTF-8 text (near byte ",
    ),
    "cut letter": ("tickets.csv", GOOD.encode() + "é".encode()[:1], "is not UTF-8 text: it ends inside a letter"),
    "10,000 columns": (
        "tickets.csv",
        ",".join(f"c{place}" for place in range(10_000)) + "\n",
        "has 10,000 columns; at most 2,000 are read",
    ),
    "many json columns": (
        "tickets.ndjson",
        "{" + ",".join(f'"c{place}":1' for place in range(2_001)) + "}\n",
        "has 2,001 columns; at most 2,000 are read",
    ),
    "a missing column": ("tickets.csv", "ticket_id,priority\n1,low\n", "required column created_at is missing"),
    "two missing columns": ("tickets.csv", "id\n1\n", "required columns ticket_id, created_at are missing"),
    "a missing json column": ("tickets.ndjson", '{"ticket_id":1}\n', "required column created_at is missing"),
    "an error as json": ("tickets.json", '{"error":"no"}', "required columns ticket_id, created_at are missing"),
    "one name twice": ("tickets.csv", "ticket_id,created_at, ticket_id\n", "names the column ticket_id twice"),
    "a broken header": ("tickets.csv", '"ticket_id"x,created_at\n1,2\n', "has a header row that cannot be split"),
    "no json": (
        "tickets.json",
        '{"tickets": [{"ticket_id": 1},',
        "is no valid JSON, neither as a whole nor line by line",
    ),
    "blank json": ("tickets.ndjson", "\n \n", "holds no JSON, only blanks"),
    "no parquet": ("tickets.parquet", b"PAR1 and then nothing", "is no readable Parquet file"),
    "no xlsx": ("tickets.xlsx", b"PK and then nothing", "is no readable zip file: File is not a zip file"),
    "a zip as xlsx": ("tickets.xlsx", zipped(a="b"), "is no readable xlsx file"),
    "an empty sheet": ("tickets.xlsx", xlsx([]), "has no header row"),
    "a binary xls": (
        "tickets.xls",
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
        "is a binary Excel workbook (.xls); save as xlsx or csv",
    ),
    "a page as xls": ("tickets.xls", "\ufeff <html><table>", "is a web page (HTML), not a workbook"),
    "text as xls": ("tickets.xls", GOOD, "is no workbook; save as xlsx or csv"),
    "other xml as xls": ("tickets.xls", "<a><Row/></a>", "is XML, but no spreadsheet (SpreadsheetML)"),
    "half an xls": ("tickets.xls", xls([["a"]])[:-30], "is no readable XML spreadsheet: "),
    "a wide xls": (
        "tickets.xls",
        xls([["a"]]).replace("<ss:Cell", '<ss:Cell ss:Index="9000000"'),
        "has a cell in column",
    ),
    "entities in xls": (
        "tickets.xls",
        xls([["&e;"]]).replace("&amp;", "&").replace("<ss:Workbook", '<!DOCTYPE x [<!ENTITY e "lol">]><ss:Workbook', 1),
        "is XML with definitions of its own (DTD); such files are not read",
    ),
    "xml as csv": ("tickets.csv", xls([["a"]]), "is a web page (HTML or XML), not an export"),
    "a strange ending": ("tickets.pdf", b"%PDF", ".pdf is none of the formats csv, ndjson, json, parquet, xlsx, xls"),
    "nobody's file": ("invoices.csv", GOOD, "no table of other takes a file of this name"),
    "no zip": ("tickets.zip", b"PK and then nothing", "is no readable zip file"),
    "a climbing member": (
        "export.zip",
        zipped(**{"../tickets.csv": GOOD}),
        "member '../tickets.csv' leaves the archive's",
    ),
    "an absolute member": ("export.zip", zipped(**{"/srv/tickets.csv": GOOD}), "leaves the archive's folder"),
    "an encrypted zip": ("export.zip", encrypted(), "is encrypted"),
    "a zip of nothing": ("export.zip", zipped(), "the archive holds no export file"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refused_in_one_line_and_the_rest_loaded(house: House, name: str) -> None:
    file, content, reason = REFUSALS[name]
    house.drop("acme/agents.csv", "agent_id\n7\n")
    result = house.one(file, content)
    assert (result.status, result.row_count, result.load_id) == ("refused", 0, None)
    assert result.reason is not None
    assert result.reason.startswith(reason) or reason in result.reason
    assert "\n" not in result.line()
    assert file in result.line()
    loaded = house.books("source, file")
    assert [row for row in house.books("file, status") if row["status"] == "loaded"] == [
        {"file": "agents.csv", "status": "loaded"},
    ]
    again = house.load()[f"acme/{file}"]
    assert again.reason == result.reason, "the reason must not change from run to run"
    assert house.books("source, file") == loaded
    assert list(house.settings.scratch.iterdir()) == []


def test_damaged_member_is_refused_and_its_neighbour_is_not(house: House) -> None:
    house.drop("acme/export.zip", damaged_zip())
    results = house.load()
    assert str(results["acme/export.zip/tickets.csv"].reason).startswith("is no readable ")
    assert results["acme/export.zip/agents.csv"].status == "loaded"


def test_gzip_bomb(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", 100_000)
    result = house.one("tickets.csv.gz", gzip.compress(b"0" * 3_000_000))
    assert result.reason == "unpacks to more than 200 times its size and 100,000 bytes: a zip bomb"


def test_zip_bomb_is_seen_before_it_is_unpacked(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", 100_000)
    assert "a zip bomb" in str(house.one("export.zip", zipped(**{"tickets.csv": "0" * 3_000_000})).reason)


def test_large_but_honest_archive_is_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", 100_000)
    unpack.check_size(unpacked=1_000_000, packed=5_000)
    with pytest.raises(Refused):
        unpack.check_size(unpacked=1_000_001, packed=5_000)


def test_permission_denied(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = house.drop("acme/tickets.csv", GOOD)
    if os.geteuid() == 0:
        _forbid(monkeypatch, path)
    else:
        path.chmod(0)
    assert house.load()["acme/tickets.csv"].reason == "may not be read: permission denied"


def _forbid(monkeypatch: pytest.MonkeyPatch, forbidden: Path) -> None:
    """Root may read everything, so the refusal of the system is played."""
    really_open = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path == forbidden:
            raise PermissionError(13, "Permission denied", str(path))
        return really_open(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)


def test_broken_link_and_pipe(house: House) -> None:
    house.drop("acme/agents.csv", "agent_id\n7\n")
    (house.settings.landing / "acme" / "tickets.csv").symlink_to("nowhere")
    os.mkfifo(house.settings.landing / "acme" / "teams.csv", 0o600 | stat.S_IFIFO)
    results = house.load()
    assert str(results["acme/tickets.csv"].reason).startswith("is not there (a broken link")
    assert results["acme/teams.csv"].reason == "is no regular file"
    assert results["acme/agents.csv"].status == "loaded"


def test_folders_that_hold_nothing_or_too_much(house: House) -> None:
    (house.settings.landing / "empty").mkdir()
    house.note("noted")
    house.drop("acme/day/deeper/tickets.csv", GOOD)
    house.drop("tickets.csv", GOOD)
    house.drop("acme/.hidden.csv", GOOD)
    reasons = {place: result.reason for place, result in house.load().items()}
    assert reasons == {
        "empty/": "the folder holds no export file",
        "noted/": "the folder holds no export file",
        "acme/day/deeper": "is a folder inside a delivery; files are looked for one level up only",
        "/tickets.csv": "lies in the landing folder itself; each account has a folder of its own",
    }


def test_landing_folder_that_is_not_there(house: House) -> None:
    house.settings.landing.rmdir()
    (result,) = house.load().values()
    assert str(result.reason).endswith("cannot be read: No such file or directory")


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("{", "cannot be read: Expecting property name enclosed in double quotes"),
        ("[]", "is not a JSON object"),
        ('{"time_zone": "Mars/Base"}', "time_zone Mars/Base is no IANA time zone"),
        ('{"exported_at": "yesterday"}', "exported_at yesterday is no ISO 8601 instant"),
        ('{"complete": "no"}', "complete is neither true nor false"),
        ('{"bot_agent_ids": {"a": 1}}', "bot_agent_ids is not a list of ids"),
        ('{"source_system": "zendsk"}', "source_system zendsk is unknown; known are "),
    ],
)
def test_broken_note_costs_its_delivery_alone(house: House, note: str, reason: str) -> None:
    house.drop("acme/monday/tickets.csv", GOOD)
    house.drop("acme/monday/_export.json", note)
    house.drop("acme/tuesday/tickets.csv", GOOD)
    results = house.load()
    assert set(results) == {"acme/monday/_export.json", "acme/tuesday/tickets.csv"}
    assert str(results["acme/monday/_export.json"].reason).startswith(reason)
    assert "other" in str(results["acme/monday/_export.json"].reason) or "source_system" not in note
    assert results["acme/tuesday/tickets.csv"].status == "loaded"


def test_file_that_changes_while_it_is_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = house.drop("acme/tickets.csv", GOOD)
    surveyed = reading.survey

    def survey(content: Path) -> reading.Shape:
        path.write_text(GOOD + "2,2026-01-01T00:00:00Z,low\n", "utf-8")
        return surveyed(content)

    with monkeypatch.context() as patched:
        patched.setattr("orchestration.read_csv.survey", survey)
        assert house.load()["acme/tickets.csv"].reason == "changed while it was read; the next run takes it"
    assert house.load()["acme/tickets.csv"].kept_count == 2


def test_names_from_exports_stay_names(house: House) -> None:
    name = "x'); drop table files; --"
    house.drop("acme/export.zip", zipped(**{f"{name}/tickets.csv": GOOD}))
    house.drop(
        f"a'b/{name}.zip", zipped(**{"tickets.csv": GOOD.replace("priority", "x', \"y\n").replace("\n1", '"\n1')})
    )
    assert {result.status for result in house.load().values()} <= {"loaded", "refused"}
    assert f"export.zip/{name}/tickets.csv" in [row["_file"] for row in house.rows("tickets")]
    assert not list(house.root.rglob(f"*{name}/*"))
