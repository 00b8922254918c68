"""What a night leaves behind when nobody watches: its status, and a word to people; and what it may not do."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import alerts, disk, nightly, status
from orchestration.settings import PROJECT, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(landing=tmp_path / "landing", home=tmp_path)


def publish(home: Path, day: str) -> None:
    """A published file of one account."""
    with duckdb.connect(str(home / "helpdesk.duckdb")) as connection:
        connection.execute("create schema if not exists marts")
        connection.execute(f"create or replace table marts.t as select 'acme' as source, timestamp '{day}' as as_of")


@contextmanager
def web_hook(answer: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server on this machine that keeps what is posted."""
    posted: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append({"type": self.headers["Content-Type"], **json.loads(body)})
            self.send_response(answer)
            if answer == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", posted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def keeping(place: Path) -> str:
    """A command that appends its stdin to a file."""
    code = f"import sys; open({str(place)!r}, 'a').write(sys.stdin.read())"
    return f'{sys.executable} -c "{code}"'


def test_nights_tell_people_when_red_and_on_the_first_green_after_it(settings: Settings, tmp_path: Path) -> None:
    told = tmp_path / "told"
    with web_hook() as (address, posted):
        given = {"HELPDESK_ALERT_COMMAND": keeping(told), "HELPDESK_ALERT_WEBHOOK": address}
        for failure in (None, "step dbt_build: a test failed", "the same again", None, None):
            started = status.begin(settings.home).started_at
            if failure is None:
                publish(settings.home, "2026-01-05")
            ended = status.end(settings, started, failure, given)
            assert ended.problems == []
    lines = told.read_text().splitlines()
    assert [line.split(";")[0] for line in lines[::2]] == [
        "help-desk marts: RED: step dbt_build: a test failed",
        "help-desk marts: RED: the same again",
        f"help-desk marts: green, red since {json.loads(lines[1])['red_since']}",
    ]
    assert all(line.endswith("; readers have: acme 2026-01-05T00:00:00Z") for line in lines[::2])
    assert [json.loads(line)["state"] for line in lines[1::2]] == ["red", "red", "green"]
    assert [one["text"] for one in posted] == lines[::2]
    assert {one["type"] for one in posted} == {"application/json"}


def test_a_red_night_says_what_readers_still_have(settings: Settings) -> None:
    publish(settings.home, "2026-01-05")
    green = status.end(settings, "2026-01-06T02:00:00Z", None, {})
    red = status.end(settings, "2026-01-07T02:00:00Z", "step load_other: no rights", {})
    assert status.read_status(settings.home) == red
    assert (red.state, red.failure, red.as_of) == (
        "red",
        "step load_other: no rights",
        {"acme": "2026-01-05T00:00:00Z"},
    )
    assert red.published_at == green.published_at
    # The clock may have gone on between the two.
    assert green.published_at is not None
    assert green.published_at <= str(green.ended_at)
    assert (red.started_at, red.red_since) == ("2026-01-07T02:00:00Z", red.ended_at)
    assert [path.name for path in settings.home.glob("status.json*")] == ["status.json"]


def test_a_night_that_was_killed_counts_as_red(settings: Settings, tmp_path: Path) -> None:
    killed = status.begin(settings.home)
    assert (killed.state, killed.failure) == ("running", None)
    again = status.begin(settings.home)
    assert (again.failure, again.red_since) == (status.DIED, killed.started_at)
    ended = status.end(settings, again.started_at, None, {"HELPDESK_ALERT_COMMAND": keeping(tmp_path / "told")})
    assert ended.red_since == killed.started_at
    assert "green, red since" in (tmp_path / "told").read_text()
    kept = status.read_status(settings.home)
    assert kept is not None
    assert (kept.state, kept.red_since, kept.failure) == ("green", None, None)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"state": "red"}'])
def test_a_broken_status_does_no_harm(settings: Settings, broken: str) -> None:
    status.status_file(settings.home).write_text(broken)
    assert status.end(settings, status.begin(settings.home).started_at, None, {}).state == "green"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"HELPDESK_ALERT_COMMAND": "/no/such/program"}, "HELPDESK_ALERT_COMMAND cannot be run: "),
        ({"HELPDESK_ALERT_COMMAND": "false"}, "HELPDESK_ALERT_COMMAND ended with exit code 1"),
        ({"HELPDESK_ALERT_COMMAND": "'"}, "HELPDESK_ALERT_COMMAND cannot be run: No closing quotation"),
        ({"HELPDESK_ALERT_WEBHOOK": "http://127.0.0.1:1/"}, "HELPDESK_ALERT_WEBHOOK cannot be reached: "),
        ({"HELPDESK_ALERT_WEBHOOK": "http://example.com/secret"}, "HELPDESK_ALERT_WEBHOOK must be an https address"),
        ({"HELPDESK_ALERT_WEBHOOK": "file:///etc/hosts"}, "HELPDESK_ALERT_WEBHOOK must be an https address"),
    ],
)
def test_a_hook_that_fails_is_said_and_never_fails_the_night(given: dict[str, str], problem: str) -> None:
    (said,) = alerts.send("a line", {"state": "red"}, given)
    assert said.startswith(problem)
    assert "secret" not in said


@pytest.mark.parametrize("answer", [302, 500])
def test_a_hook_that_answers_otherwise_is_not_followed(answer: int) -> None:
    with web_hook(answer) as (address, posted):
        assert alerts.send("a line", {}, {"HELPDESK_ALERT_WEBHOOK": address}) == [
            f"HELPDESK_ALERT_WEBHOOK answered {answer}"
        ]
        assert len(posted) == 1


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://chat.example.com/hook", True),
        ("http://localhost:8080/hook", True),
        ("http://[::1]:8080/hook", True),
        ("http://127.0.0.1.example.com/", False),
        ("http://user@example.com/", False),
        ("http://[broken/", False),
        ("https://", False),
    ],
)
def test_a_web_hook_is_https_or_of_this_machine(address: str, *, allowed: bool) -> None:
    assert alerts.is_allowed(address) == allowed


@pytest.mark.parametrize(
    ("error", "failure"),
    [(ZeroDivisionError("oops"), "ZeroDivisionError: oops"), (KeyboardInterrupt(), "stopped; ")],
)
def test_a_night_that_dies_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, failure: str
) -> None:
    def die(*_: Any) -> None:
        raise error

    monkeypatch.setattr(nightly, "_run", die)
    monkeypatch.setenv("HELPDESK_ALERT_COMMAND", keeping(tmp_path / "told"))
    monkeypatch.setenv("HELPDESK_LANDING", "")
    monkeypatch.setenv("HELPDESK_HOME", "")
    if isinstance(error, Exception):
        with pytest.raises(type(error)):
            nightly.main(["--home", str(tmp_path)])
    else:
        assert nightly.main(["--home", str(tmp_path)]) == nightly.RED
    found = status.read_status(tmp_path)
    assert found is not None
    assert found.state == "red"
    assert (found.failure or "").startswith(failure)
    assert f"RED: {failure}" in (tmp_path / "told").read_text()


def test_a_night_that_is_asked_to_stop_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orchestration.nightly", "--landing", str(tmp_path), "--home", str(tmp_path)]
    environment = {**os.environ, "HELPDESK_ALERT_COMMAND": keeping(tmp_path / "told")}
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True) as night:
        while night.poll() is None and status.read_status(tmp_path) is None:
            time.sleep(0.05)
        night.send_signal(signal.SIGTERM)
        said = night.communicate()[1]
    assert night.returncode == nightly.RED
    assert said.splitlines()[-1] == f"nightly: {nightly.STOPPED}"
    found = status.read_status(tmp_path)
    assert found is not None
    assert (found.state, found.failure) == ("red", nightly.STOPPED)
    assert nightly.STOPPED in (tmp_path / "told").read_text()


def test_to_be_asked_where_nothing_can_be_raised_is_not_forgotten() -> None:
    program = """
import os, signal
from orchestration import stop
from orchestration.journal import PlainJournal

class Asks:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)

stop.heed()
PlainJournal().begin("load", "")
Asks()
try:
    PlainJournal().begin("build", "")
except KeyboardInterrupt:
    print("stopped")
"""
    ran = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert "Exception ignored in" in ran.stderr
    assert ran.stdout.splitlines()[-1] == "stopped"


@pytest.mark.parametrize(("tags", "told"), [({}, True), ({nightly.TOLD: "yes"}, False)])
def test_nights_that_dagster_started_are_told_by_its_sensors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tags: dict[str, str], *, told: bool
) -> None:
    import dagster as dg

    from orchestration import operations

    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path))
    monkeypatch.setenv("HELPDESK_ALERT_COMMAND", keeping(tmp_path / "told"))

    @dg.op
    def dbt_build() -> None:
        raise dg.Failure("a test failed", allow_retries=False)

    @dg.job
    def night() -> None:
        dbt_build()

    with dg.DagsterInstance.ephemeral() as instance:
        run = night.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
        (ended,) = [event for event in run.all_events if event.is_failure and not event.is_step_event]
        context = dg.build_run_status_sensor_context(
            sensor_name="a_night_was_red",
            dagster_event=ended,
            dagster_instance=instance,
            dagster_run=run.dagster_run,
        )
        operations.close(context)
    found = status.read_status(tmp_path)
    assert (found is not None) == told == (tmp_path / "told").exists()
    if found is not None:
        assert (found.state, found.failure) == ("red", "step dbt_build: a test failed")


def test_a_night_that_cannot_begin_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HELPDESK_REPORTING_TIMEZONE", "Europe/Nowhere")
    monkeypatch.setenv("HELPDESK_ALERT_COMMAND", keeping(tmp_path / "told"))
    assert nightly.main([]) == nightly.RED
    line = "HELPDESK_REPORTING_TIMEZONE is no IANA time zone (such as Europe/Berlin): Europe/Nowhere"
    assert capfd.readouterr().err.splitlines() == [f"nightly: {line}"]
    assert line in (tmp_path / "told").read_text()
    assert not (tmp_path / "home").exists()


def test_a_disk_that_was_full_is_named_however_it_is_said(tmp_path: Path) -> None:
    full = f"HELPDESK_HOME cannot be written, {tmp_path}: no space left on device"
    pages = "dbt cannot parse the project:\n[Errno 28] No space left on device\nTraceback (most recent call last):"
    assert disk.in_one_line(tmp_path, ValueError(pages)) == full
    assert disk.in_one_line(tmp_path, sqlite3.OperationalError("database or disk is full")) == full
    assert disk.in_one_line(tmp_path, ValueError("a broken file")) is None
    (tmp_path / "file").touch()
    line = f"HELPDESK_HOME cannot be written, {tmp_path}/file: file exists"
    assert disk.in_one_line(tmp_path / "file", ValueError("a broken file")) == disk.trouble(tmp_path / "file") == line


@pytest.mark.parametrize("name", ["RETENTION_DAYS", "RETRIES"])
@pytest.mark.parametrize("number", ["-1", "soon", "1.5", "²"])
def test_a_setting_that_is_no_number_is_one_line(name: str, number: str) -> None:
    with pytest.raises(ValueError, match=rf"^HELPDESK_{name} is no whole number \([01] or more\): [^\n]+$"):
        Settings.from_environment({f"HELPDESK_{name}": number})


@pytest.mark.parametrize("size", ["4", "GB", "0GB", "4 GB'; --", "50%"])
def test_an_amount_of_memory_is_said_in_the_engines_words(size: str) -> None:
    assert Settings.from_environment({"HELPDESK_MEMORY_LIMIT": "500MiB"}).memory_limit == "500MiB"
    with pytest.raises(ValueError, match=r"^HELPDESK_MEMORY_LIMIT is no amount of memory, such as 4GB: "):
        Settings.from_environment({"HELPDESK_MEMORY_LIMIT": size})


def test_numbers_have_bounds() -> None:
    assert Settings.from_environment({"HELPDESK_RETRIES": "0", "HELPDESK_RETENTION_DAYS": "1"}).retries == 0
    with pytest.raises(ValueError, match=r"1 or more"):
        Settings.from_environment({"HELPDESK_RETENTION_DAYS": "0"})
