"""README says what is there."""

import re

from orchestration.report_table import README, report_table, with_table
from orchestration.settings import PROJECT


def test_table_of_reports_is_current() -> None:
    readme = README.read_text(encoding="utf-8")
    assert readme == with_table(readme, report_table()), "run `make docs`"


def test_commands_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {"demo", "test", "nightly"} <= named <= targets


def test_ci_runs_the_very_test_command() -> None:
    ci = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in README.read_text(encoding="utf-8")
    assert re.search(r"^make test$", ci, flags=re.MULTILINE)
