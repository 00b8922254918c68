"""Columns with personal data are declared, told on the page, and go no further than that."""

import re
from pathlib import Path

import pytest
import yaml

from orchestration.personal_data import MODELS, PAGE, columns_of, marts_with, personal_columns, with_personal_data

# Names and free texts of canonical that speak of no person.
IMPERSONAL = {
    "answer_text", "pipeline_name", "schedule_name", "stage_name", "survey_name", "table_name", "team_name",
    "ticket_url", "vendor_field", "vendor_rule", "handoff_reason",
}  # fmt: skip
MAY_BE_PERSONAL = re.compile(
    r"(name|text|subject|comment|question|attributes|reason|email|phone|address|url|body|note)$"
)


def test_the_table_is_current() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_personal_data(page), "run `make docs`"


def test_a_page_without_its_markers_is_told() -> None:
    with pytest.raises(ValueError, match="lacks"):
        with_personal_data("nothing")


def test_every_canonical_column_that_may_be_personal_is_judged() -> None:
    declared = {(column.model, column.name) for column in personal_columns()}
    for model, column in columns_of(MODELS / "canonical"):
        name = str(column["name"])
        is_text = column["data_type"] == "string" and MAY_BE_PERSONAL.search(name)
        assert not is_text or name in IMPERSONAL or (model, name) in declared, f"{model}.{name}: personal or not?"


def test_every_mart_column_that_may_be_personal_comes_from_a_declared_one() -> None:
    """What a mart calls otherwise than canonical is named there (`marts_say`)."""
    told = {name for column in personal_columns() for name in marts_with(column.names)}
    other = {"column_name", "mart_name", "month_name", "difference_reason", "exclusion_reason", "reason"}
    for model, column in columns_of(MODELS / "marts"):
        name = str(column["name"])
        is_text = column["data_type"] == "string" and MAY_BE_PERSONAL.search(name)
        assert not is_text or name in IMPERSONAL | other | told, f"{model}.{name}: where does it come from?"


def test_everything_else_of_an_export_reaches_no_mart() -> None:
    assert not marts_with(("attributes",))
    assert {column.model for column in personal_columns() if column.name == "attributes"} == {
        model for model, column in columns_of(MODELS / "canonical") if column["name"] == "attributes"
    }


def test_a_new_mart_column_shows_in_the_table(tmp_path: Path) -> None:
    model = {"name": "new_report", "columns": [{"name": "customer_name"}, {"name": "x"}]}
    (tmp_path / "new_report.yml").write_text(yaml.safe_dump({"models": [model]}), "utf-8")
    assert marts_with(("customer_name", "y"), tmp_path) == {"customer_name": ["new_report"]}
