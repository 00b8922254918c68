"""Nothing listens beyond this machine, and the audit of dependencies says when it could not look."""

import os
import re
import subprocess

import yaml

from orchestration.settings import DAGSTER_YAML, PROJECT

DEPLOY = PROJECT / "orchestration" / "deploy"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def test_the_pages_listen_on_loopback() -> None:
    """Dagster's own default is 127.0.0.1 too; that it is said holds when the default changes."""
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    (command,) = [line for line in makefile.splitlines() if "dagster dev" in line]
    assert re.findall(r"--host[ =](\S+)", command) == ["127.0.0.1"]


def test_what_is_shipped_opens_no_port() -> None:
    """Nothing but `make dev` serves, no file says a host beyond loopback, no port is published by the container."""
    shipped = [
        *PROJECT.glob("orchestration/**/*.py"),
        *(path for path in DEPLOY.iterdir() if path.is_file()),
        *PROJECT.glob("dbt_project/*.yml"),
        PROJECT / "Makefile",
        DAGSTER_YAML,
    ]
    for path in shipped:
        text = path.read_text("utf-8")
        assert not re.search(r"0\.0\.0\.0|\[::\]|\bEXPOSE\b|--publish|\s-p \d+:", text), path
        assert set(re.findall(r"--host[ =]([\w.:]+)", text)) <= LOOPBACK, path
        assert not re.search(r"http\.server|socketserver|\.listen\(|sock\w*\.bind\(", text), path
    servers = [path.name for path in shipped if re.search(r"dagster[ -](dev|webserver) ", path.read_text("utf-8"))]
    assert servers == ["Makefile"]


def test_no_secret_stands_in_a_setting_file() -> None:
    for path in (DAGSTER_YAML, DEPLOY / "dagster.yaml"):
        for name, value in leaves(yaml.safe_load(path.read_text("utf-8"))):
            assert name != "password", f"{path}: {value}"


def leaves(given: object, name: str = "") -> list[tuple[str, object]]:
    """The plain values below, with their names; what names a variable of the environment is none."""
    if isinstance(given, dict):
        return [] if set(given) == {"env"} else [leaf for key, value in given.items() for leaf in leaves(value, key)]
    return [(name, given)]


def test_an_audit_that_cannot_look_says_so() -> None:
    """No advisories, no finding, and no failure: what was not looked up must not pass for clean in silence."""
    nowhere = {"UV_OFFLINE": "1", "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    done = subprocess.run(
        [PROJECT / ".ci" / "audit"], env=os.environ | nowhere, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert "nothing was looked up" in done.stdout
