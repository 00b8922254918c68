"""What `make check-export` says of a folder: as what it is read, what is left out, what can be reported."""

import json
from pathlib import Path
from types import ModuleType

import pytest

from orchestration.check_export import main
from tests.dialects.story import read_story
from tests.test_dialects import SOURCES

TICKETS = "ticket_id,created_at,channel\n1,2026-03-01T10:00:00Z,email\n2,yesterday,email\n3,2026-03-05T10:00:00Z,fax\n"


def said(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    before = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    code = main([str(folder)])
    assert before == (sorted(path.name for path in folder.iterdir()) if folder.is_dir() else [])
    found = capsys.readouterr()
    return code, (found.out + found.err).splitlines()


def part(lines: list[str], title: str) -> list[str]:
    """The indented lines below a title."""
    start = next(place for place, line in enumerate(lines) if line.startswith(title)) + 1
    below = lines[start:]
    return [line.strip() for line in below[: next((i for i, one in enumerate(below) if one[:1] != " "), len(below))]]


def test_a_folder_without_a_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tickets.csv").write_text(TICKETS)
    (tmp_path / "notes.docx").write_bytes(b"PK")
    code, lines = said(tmp_path, capsys)
    assert code == 0
    assert lines[0] == "read as other: there is no _export.json, so it is taken for the generic format"
    assert part(lines, "files that are read") == [
        "tickets.csv -> tickets: 3 rows, 2 kept, 1 set aside (channel: 1 value not among the known words)"
    ]
    assert part(lines, "files that are left out") == ["notes.docx: no table of other takes a file of this name"]
    assert part(lines, "rows that are set aside") == ["tickets.csv, row 2: unreadable created_at yesterday"]
    assert "tickets: 2 rows, from 2026-03-01 to 2026-03-05" in lines


def test_facts_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tickets.csv").write_text(TICKETS)
    _, lines = said(tmp_path, capsys)
    assert "channels" in part(lines, "known:")
    assert any(line.startswith("close times: Only the last close") for line in part(lines, "known in part"))
    unknown = part(lines, "not known")
    assert "availability: not in this export; availability_intervals.* would bring it" in unknown
    assert "response_time: needs messages" in part(lines, "reports that stay empty")
    (tmp_path / "messages.csv").write_text("message_id,ticket_id,sent_at,author_type\n7,1,2026-03-01T10:05:00Z,agent\n")
    _, lines = said(tmp_path, capsys)
    assert "messages" in part(lines, "known:")
    assert not any(line.startswith("response_time:") for line in part(lines, "reports that stay empty"))


def test_the_note_names_the_system(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "_export.json").write_text(json.dumps({"source_system": "salesforce", "time_zone": "Europe/Berlin"}))
    (tmp_path / "Case.csv").write_text('"Id","CreatedDate","Status"\n"500A","2026-03-01 10:00:00","New"\n')
    code, lines = said(tmp_path, capsys)
    assert code == 0
    assert lines[:2] == ["read as salesforce: the note says so", "clocks without an offset are read in Europe/Berlin"]
    assert "cases: 1 rows, from 2026-03-01 to 2026-03-01" in lines
    assert "messages: not in this export; EmailMessage.* or CaseComment.* would bring it" in part(lines, "not known")


# The shapes of few files, and the one with clocks in seconds since 1970.
FEW = [(module, source) for module, source in SOURCES if not source.endswith("_api") or source == "intercom_api"]


@pytest.mark.parametrize(("module", "source"), FEW, ids=lambda value: value if isinstance(value, str) else "")
def test_every_dialect_is_usable_and_dated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], module: ModuleType, source: str
) -> None:
    """Whatever a system calls its tickets, and however it writes their clocks."""
    module.write(read_story(), tmp_path)
    code, lines = said(tmp_path / source, capsys)
    assert code == 0
    assert any(line.endswith("rows, from 2026-03-20 to 2026-04-09") for line in lines)
    assert not any(line.startswith("files that are left out") for line in lines)


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"agents.csv": "agent_id\n1\n"}, "no ticket can be read: nothing can be reported yet"),
        ({"tickets.csv": "ticket_id,created_at\n"}, "no ticket can be read: nothing can be reported yet"),
        ({"tickets.csv": "<html>"}, "  tickets.csv: is a web page (HTML or XML), not an export"),
        ({}, "no ticket can be read: nothing can be reported yet"),
        ({"_export.json": '{"source_system": "fax"}'}, "no ticket can be read: nothing can be reported yet"),
    ],
)
def test_without_tickets_nothing_is_usable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], line: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    code, lines = said(tmp_path, capsys)
    assert code == 1
    assert line in lines


def test_no_folder_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = said(tmp_path / "nowhere", capsys)
    assert (code, lines) == (2, [f"check-export: {tmp_path / 'nowhere'} is no folder"])
    assert main([]) == 2
