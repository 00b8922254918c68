"""The pages in a real browser: nothing goes wrong, nothing leaves the machine, everybody can use them."""

import json
import os
import shutil
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from orchestration.viewer.door import Door
from orchestration.viewer.entries import reports
from orchestration.viewer.export import export
from orchestration.viewer.server import application
from tests.browser.chromium import READY, Chromium, program

pytestmark = pytest.mark.skipif(program() is None, reason="no Chromium on this machine (apt-get install chromium)")
AXE = "axe-core@4.14.1"
# One page of each kind, for what takes long.
KINDS = (
    "response_time",
    "ticket_volume?group=team",
    "response_time?view=totals&group=owner",
    "response_time?view=tickets",
    "first_response_time?view=distribution",
    "time_of_day",
    "net_promoter_score?range=all&every=month",
    "agent_leaderboard",
    "customer_agent_impact",
    "kpi_by_period",
    "vendor_reconciliation",
    "knowledge_gap_questions",
    "response_time#about",
)


@pytest.fixture(scope="module")
def address(story: Path) -> Iterator[str]:
    """A server on a port of its own."""
    made = uvicorn.Server(uvicorn.Config(application(story / "helpdesk.duckdb", Door()), port=0, log_level="error"))
    thread = threading.Thread(target=made.run)
    thread.start()
    while not made.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{made.servers[0].sockets[0].getsockname()[1]}"
    made.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    made = Chromium(tmp_path_factory.mktemp("profile"))
    made.size(1280)
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(browser: Chromium, address: str) -> tuple[Chromium, str]:
    return browser, address


@pytest.fixture(scope="module")
def pages(story: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    export(story / "helpdesk.duckdb", folder)
    return folder


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of axe-core, from npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm to fetch axe-core with")
    folder = tmp_path_factory.mktemp("axe")
    fetched = subprocess.run([npm, "pack", AXE, "--silent"], cwd=folder, capture_output=True, text=True, check=False)
    if fetched.returncode:
        pytest.skip(f"{AXE} cannot be fetched: {fetched.stderr[-200:]}")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member
        return member.read().decode("utf-8")


def test_every_page_opens(browser: Chromium, address: str) -> None:
    """No complaint, no request elsewhere; the number on the page is the server's."""
    browser.open(f"{address}/", "document.readyState === 'complete'")
    assert browser.complaints() == []
    numbers = 0
    for name in reports():
        browser.open(f"{address}/reports/{name}?range=all")
        assert browser.complaints() == [], name
        assert all(one.startswith((f"{address}/", "data:", "about:")) for one in browser.requested()), name
        assert browser.script("document.getElementById('problem').hidden"), name
        shown = browser.script("document.getElementById('total')?.dataset.value ?? null")
        served = browser.script(f"fetch('../data/{name}?range=all').then((one) => one.json())")
        if served.get("total"):
            assert json.loads(shown) == served["total"]["value"], name
            numbers += 1
        rows = browser.script("document.querySelectorAll('#table tbody tr').length")
        assert rows == len(served.get("rows", [])), name
    assert numbers > 35


def test_choices_stand_in_the_address(browser: Chromium, address: str) -> None:
    browser.open(f"{address}/reports/response_time")
    choose(browser, "group", "team")
    choose(browser, "statistic", "median")
    choose(browser, "every", "month")
    choose(browser, "clock", "business")
    browser.act("document.querySelector('#filter-channel input[type=checkbox]').click()")
    browser.act("document.getElementById('compare').click()")
    seen = text_of(browser)
    there = browser.script("location.href")
    assert "group=team" in there
    assert "statistic=median" in there
    assert "channel=" in there
    browser.act("history.back()")
    assert "compare" not in browser.script("location.search")
    assert browser.complaints() == []
    browser.open(there)
    assert text_of(browser) == seen


def choose(browser: Chromium, name: str, value: str) -> None:
    """Choose as a person does: the control says that it changed."""
    found = f"const one = document.getElementById('{name}'); one.value = '{value}'"
    browser.act(f"{{ {found}; one.dispatchEvent(new Event('change', {{ bubbles: true }})); }}")


def text_of(browser: Chromium) -> str:
    parts = "['cards', 'caption', 'table', 'chosen']"
    return browser.script(f"{parts}.map((id) => document.getElementById(id).textContent).join()")


def test_from_a_bar_to_its_tickets(browser: Chromium, address: str) -> None:
    browser.open(f"{address}/reports/response_time?every=month&group=team")
    row = browser.script("[...document.querySelector('#table tbody tr').children].map((one) => one.textContent)")
    browser.act("document.querySelector('#table tbody tr a').click()")
    assert browser.script("document.getElementById('view-tickets').getAttribute('aria-pressed')") == "true"
    count = browser.script("document.querySelectorAll('#table tbody tr').length")
    assert str(count) == row[-1], "as many tickets as the mean was divided by"
    link = browser.script("document.querySelector('#table tbody a').href")
    assert link.startswith("https://")


def test_a_parameter_that_cannot_be_is_told(browser: Chromium, address: str) -> None:
    browser.open(f"{address}/reports/response_time?group=nothing")
    assert "nothing" in browser.script("document.getElementById('problem').textContent")
    assert browser.script("document.getElementById('answer').hidden")


def test_the_table_is_the_csv(browser: Chromium, address: str) -> None:
    browser.open(f"{address}/reports/ticket_volume?group=team")
    rows = browser.script("document.querySelectorAll('#table tbody tr').length")
    text = browser.script("fetch(document.getElementById('csv').href).then((one) => one.text())")
    assert text.count("\r\n") == rows + 1


def test_pages_from_the_disk(browser: Chromium, address: str, pages: Path) -> None:
    """The exported page shows what the server's page shows, and its filters work."""
    for place in KINDS[:4] + KINDS[5:7]:
        browser.open(f"{address}/reports/{place}")
        served = text_of(browser)
        name, mark, words = place.partition("?")
        browser.open(f"{(pages / 'reports').as_uri()}/{name}.html{mark}{words}")
        assert text_of(browser) == served, place
        assert browser.complaints() == [], place
        assert all(one.startswith(("file:", "data:", "about:", "blob:")) for one in browser.requested()), place
    browser.open(f"{(pages / 'reports').as_uri()}/ticket_volume.html")
    before = text_of(browser)
    browser.act("document.querySelector('#filter-team input[type=checkbox]').click()")
    assert text_of(browser) != before
    seen = text_of(browser)
    browser.open(browser.script("location.href"))
    assert text_of(browser) == seen
    assert browser.script("fetch(document.getElementById('csv').href).then((one) => one.text())").startswith("Week")


@pytest.mark.parametrize(("width", "dark", "kinds"), [(1280, False, KINDS), (390, True, KINDS[::2])])
def test_everybody_can_use_them(
    site: tuple[Chromium, str], axe: str, width: int, kinds: tuple[str, ...], *, dark: bool
) -> None:
    """No finding of axe-core, on a desk in the light and on a phone in the dark; nothing is wider than the window."""
    browser, address = site
    browser.size(width, dark=dark)
    for place in ("", *(f"reports/{kind}" for kind in kinds)):
        browser.open(f"{address}/{place}", READY if place else "document.readyState === 'complete'")
        browser.script("for (const one of document.querySelectorAll('#choices, .filter')) one.open = true")
        browser.script(f"{axe}; 0")
        found: list[dict[str, Any]] = browser.script("axe.run().then((result) => result.violations)")
        told = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
        assert told == [], place
        assert browser.script("document.documentElement.scrollWidth <= innerWidth"), f"{place} is wider than {width}"
    browser.size(1280)


def test_on_paper(browser: Chromium, address: str) -> None:
    """From a dark screen too it is dark on white, nothing is cut off, and what was asked stands in words."""
    colours = (
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.documentElement).colorScheme]"
    )
    for place in (*KINDS, "response_time?group=team&team=acorn_support/front&clock=business"):
        browser.size(1280, dark=True)
        browser.open(f"{address}/reports/{place}")
        on_screen = browser.script(colours)
        browser.script("dispatchEvent(new Event('beforeprint'))")
        # Upright A4 with the browser's margins, or on its side.
        browser.size(1047 if browser.script("document.body.classList.contains('wide')") else 718, media="print")
        assert browser.script(colours) == ["rgb(255, 255, 255)", "light"], place
        assert browser.script("document.documentElement.scrollWidth <= innerWidth"), f"{place} is wider than paper"
        drawn = "document.querySelector('#chart svg')?.getBoundingClientRect().right ?? 0"
        assert browser.script(f"({drawn}) <= document.getElementById('answer').getBoundingClientRect().right"), place
        has_answer = browser.script("!document.getElementById('answer').hidden")
        assert ("2026" in browser.script("document.getElementById('printed').innerText")) == has_answer, place
        browser.size(1280, dark=True)
        browser.script("dispatchEvent(new Event('afterprint'))")
        assert browser.script(colours) == on_screen, place
    browser.size(1280)
    assert browser.script("document.getElementById('printed').textContent").endswith(
        "by replied; business hours; Team: Front desk"
    )


def test_from_a_topic_to_its_questions(browser: Chromium, address: str, pages: Path) -> None:
    for place, ending in ((f"{address}/reports", ""), ((pages / "reports").as_uri(), ".html")):
        browser.open(f"{place}/knowledge_gaps{ending}")
        count = browser.script("document.querySelectorAll('#table tbody td a').length")
        assert count == browser.script("document.querySelectorAll('#table tbody tr').length") > 0
        browser.open(browser.script("document.querySelector('#table tbody td a').href"))
        assert browser.script("document.querySelectorAll('#table tbody tr').length") > 0
        assert browser.complaints() == []


def test_a_line_has_holes(browser: Chromium, address: str) -> None:
    """Where a group has nothing in a period, its line is not drawn from one end of the hole to the other."""
    browser.open(f"{address}/reports/response_time?group=team&every=week&range=all")
    drawn = "document.getElementById('chart').data.map((one) => one.y.filter((value) => value !== null).length)"
    assert sum(browser.script(drawn)) == browser.script("document.querySelectorAll('#table tbody tr').length")
    lengths = set(browser.script("document.getElementById('chart').data.map((one) => one.x.length)"))
    assert len(lengths) == 1, "every line knows all periods"


def test_pictures(browser: Chromium, address: str) -> None:
    """HELPDESK_PICTURES=<folder> keeps a picture of each kind of page, on a desk and on a phone."""
    folder = os.environ.get("HELPDESK_PICTURES")
    if not folder:
        return
    for width, dark in ((1280, False), (390, True)):
        browser.size(width, dark=dark)
        for place in KINDS:
            browser.open(f"{address}/reports/{place}")
            time.sleep(0.3)
            name = "".join(letter if letter.isalnum() else "_" for letter in place)
            browser.picture(Path(folder) / f"{name}_{width}.png")
    browser.size(1280)
