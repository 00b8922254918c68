"""The page on running it says what is there, and its examples can be read by what they are for."""

import re
from configparser import ConfigParser
from pathlib import Path

import yaml

from orchestration.gates import PAGE, dbt_tests, with_gates
from orchestration.settings import DAGSTER_YAML, PROJECT

VIEWER_PAGE = PROJECT / "orchestration" / "viewer" / "README.md"
DEPLOY = PROJECT / "orchestration" / "deploy"
TARGETS = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read_string((DEPLOY / name).read_text("utf-8"))
    return parser


def test_the_table_of_gates_is_current() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_gates(page), "run `make docs`"


def test_severities_are_found_where_they_are_declared(tmp_path: Path) -> None:
    folder = tmp_path / "dbt_project" / "models"
    folder.mkdir(parents=True)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "tests" / "dbt").mkdir(parents=True)
    model = {"data_tests": ["holds", {"known": {"config": {"severity": "WARN"}}}]}
    model["columns"] = [{"name": "x", "data_tests": [{"odd": {"config": {"severity": "warn"}}}]}]  # type: ignore[list-item]
    (folder / "m.yml").write_text(yaml.safe_dump({"models": [model]}))
    (tmp_path / "tests" / "dbt" / "soft.sql").write_text("{{ config(severity = 'warn') }} select 1")
    (tmp_path / "tests" / "dbt" / "hard.sql").write_text("select 1")
    assert sorted(dbt_tests(tmp_path)) == [
        ("hard", "error"),
        ("holds", "error"),
        ("known", "warn"),
        ("odd", "warn"),
        ("soft", "warn"),
    ]


def test_every_setting_stands_in_a_page() -> None:
    code = "".join(path.read_text("utf-8") for path in (PROJECT / "orchestration").rglob("*.py"))
    # What the code itself puts there for dbt is no setting.
    read = set(re.findall(r'(?<!os\.environ\[)"(HELPDESK_[A-Z_]+)"', code))
    pages = "".join(page.read_text("utf-8") for page in (PAGE, VIEWER_PAGE))
    told = set(re.findall(r"^\| `(HELPDESK_[A-Z_]+)` \|", pages, flags=re.MULTILINE))
    assert told == read


def test_commands_and_links_of_the_page_exist() -> None:
    page = PAGE.read_text("utf-8")
    named = set(re.findall(r"`make ([a-z-]+)", page))
    assert {"nightly", "backfill", "tidy", "status", "dev"} <= named <= TARGETS
    for link in re.findall(r"\]\(([^)#]+)\)", page):
        assert (PAGE.parent / link).exists(), link
    assert "](orchestration/README.md)" in (PROJECT / "README.md").read_text("utf-8")


def test_dagster_on_postgres_differs_in_its_storage_alone() -> None:
    ours = yaml.safe_load(DAGSTER_YAML.read_text("utf-8"))
    example = yaml.safe_load((DEPLOY / "dagster.yaml").read_text("utf-8"))
    database = example.pop("storage")["postgres"]["postgres_db"]
    assert example == ours
    # No secret in a file.
    assert database["password"] == {"env": "DAGSTER_POSTGRES_PASSWORD"}
    assert set(database) == {"hostname", "username", "password", "db_name", "port"}


def test_systemd_units_start_what_the_makefile_has() -> None:
    service, timer = unit("helpdesk-nightly.service"), unit("helpdesk-nightly.timer")
    assert set(service.sections()) == {"Unit", "Service"}
    program, target = service["Service"]["ExecStart"].split()
    assert (program, target) == ("/usr/bin/make", "nightly")
    assert target in TARGETS
    assert service["Service"]["Type"] == "oneshot"
    assert timer["Timer"]["OnCalendar"] == "*-*-* 02:00:00"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_the_container_copies_what_exists_and_runs_what_the_makefile_has() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert {line.split()[0] for line in lines} == {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "CMD"}
    for line in lines:
        if line.startswith("COPY"):
            *sources, _ = line.split()[2:]
            assert all((PROJECT / source).exists() for source in sources), line
    run = set(re.findall(r"make ([a-z]+)$", text, flags=re.MULTILINE)) | set(re.findall(r'"make", "([a-z]+)"', text))
    assert {"setup", "nightly"} <= run <= TARGETS
    assert lines.index("USER helpdesk") < lines.index('CMD ["make", "nightly"]')
