"""The simulated desk knows what really happened: the marts say the same, whatever the dialect of its exports."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from orchestration.simulate.__main__ import FORMATS
from orchestration.simulate.clock import ZONE
from orchestration.simulate.desk import Desk, Season
from orchestration.simulate.differences import QUESTIONS, Question, differences
from tests.warehouse import build_warehouse

# Three weeks with the clock change and Easter; the last day is a delivery of its own.
SEASON = Season(date(2026, 3, 23), date(2026, 4, 12), tickets=300, seed=1, is_last_day_apart=True)
MARTS = {question.mart for questions in QUESTIONS.values() for question in questions}
ASKED = [(name, question) for name, questions in QUESTIONS.items() for question in questions]


def simulate(name: str, folder: Path, season: Season = SEASON) -> None:
    """Exports of a format below landing/, the truth below truth/."""
    Desk(season, FORMATS[name](), folder / "landing" / f"simulated_{name}", folder / "truth" / name).run()


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    for name in FORMATS:
        simulate(name, folder)
    return folder


@pytest.fixture(scope="module")
def warehouse(desk: Path) -> Path:
    """Every format in one warehouse: the marts that are asked, and what they read."""
    models = [f"+{mart}" for mart in sorted(MARTS)]
    untested = ["--exclude", "resource_type:test", "resource_type:unit_test"]
    return build_warehouse(desk / "landing", desk / "home", ZONE.key, [*models, *untested])


@pytest.mark.parametrize(("name", "question"), ASKED, ids=lambda value: value if isinstance(value, str) else value.name)
def test_marts_say_what_happened(desk: Path, warehouse: Path, name: str, question: Question) -> None:
    count, lacking, strange = differences(question, desk / "truth" / name, warehouse, f"simulated_{name}")
    assert count > 10
    assert (lacking, strange) == ([], [])


def test_a_difference_is_seen(desk: Path, warehouse: Path, tmp_path: Path) -> None:
    """Half of the truth is none."""
    for question in QUESTIONS["generic"]:
        lines = (desk / "truth" / "generic" / f"{question.file}.ndjson").read_text().splitlines(keepends=True)
        (tmp_path / f"{question.file}.ndjson").write_text("".join(lines[: len(lines) // 2]))
        _, lacking, strange = differences(question, tmp_path, warehouse, "simulated_generic")
        assert lacking or strange, question.name


def test_every_format_tells_of_the_same_desk(desk: Path) -> None:
    told = [files_below(desk / "truth" / name) for name in FORMATS]
    assert told[0]
    assert all(one == told[0] for one in told)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for place, seed in (("one", 7), ("same", 7), ("other", 8)):
        season = Season(date(2026, 3, 28), date(2026, 3, 31), tickets=60, seed=seed)
        for name in FORMATS:
            simulate(name, tmp_path / place, season)
    one, same, other = (files_below(tmp_path / place) for place in ("one", "same", "other"))
    assert one == same
    assert one.keys() == other.keys()
    assert one != other


def test_a_night_brings_what_is_new_or_has_changed(desk: Path) -> None:
    """The last day's tickets, and those of the days before that were touched; no message twice."""
    history, night = (desk / "landing" / "simulated_generic" / day for day in ("2026-04-11", "2026-04-12"))
    ids = [{line.split('"')[3] for line in (part / "messages.ndjson").open()} for part in (history, night)]
    assert all(ids)
    assert not ids[0] & ids[1]
    tickets = [{line.split('"')[3] for line in (part / "tickets.ndjson").open()} for part in (history, night)]
    assert tickets[0] & tickets[1], "old tickets that were touched"
    assert tickets[1] - tickets[0], "new ones"
    assert len(tickets[1]) < len(tickets[0]) / 2
    assert len(tickets[0] | tickets[1]) == SEASON.tickets


def test_all_that_was_asked_for_happens(desk: Path) -> None:
    """Nothing is true because it never occurs."""
    events = (desk / "landing" / "simulated_generic" / "2026-04-11" / "ticket_events.ndjson").read_text()
    for kind in ("stage_changed", "owner_changed", "team_changed", "merged", "marked_spam", "deleted", "restored"):
        assert f'"{kind}"' in events, kind
    waits = (desk / "truth" / "generic" / "waits.ndjson").read_text()
    for outcome in ("answered", "closed_unanswered", "after_close", "waiting"):
        assert f'"{outcome}"' in waits, outcome
    tickets = (desk / "truth" / "generic" / "tickets.ndjson").read_text()
    assert '"courtesy_reopen_count":1' in tickets


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orchestration.simulate", "--tickets", "5", "--days", "2", "--out", str(tmp_path)]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=False) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert second.returncode == 2
    assert second.stderr.splitlines()[-1].endswith("is there already")


@pytest.mark.skipif("HELPDESK_SOAK" not in os.environ, reason="minutes of work: make soak")
@pytest.mark.parametrize("name", FORMATS)
def test_the_nightly_says_what_happened(tmp_path: Path, name: str) -> None:
    """A thousand tickets through the whole nightly: the history, then a night."""
    season = Season(date(2026, 3, 1), date(2026, 4, 12), tickets=1_000, seed=3, is_last_day_apart=True)
    simulate(name, tmp_path, season)
    source = tmp_path / "landing" / f"simulated_{name}"
    (source / "2026-04-12").rename(tmp_path / "night")
    nightly(tmp_path)
    (tmp_path / "night").rename(source / "2026-04-12")
    nightly(tmp_path)
    for question in QUESTIONS[name]:
        found = differences(question, tmp_path / "truth" / name, tmp_path / "home" / "helpdesk.duckdb", source.name)
        assert found[1:] == ([], []), question.name


def nightly(folder: Path) -> None:
    """Run the nightly as its users do."""
    command = [
        sys.executable,
        "-m",
        "orchestration.nightly",
        "--landing",
        folder / "landing",
        "--home",
        folder / "home",
    ]
    environment = {**os.environ, "HELPDESK_REPORTING_TIMEZONE": ZONE.key}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
