"""SurveyMonkey and Typeform: real responses through the loader and the adapters, and the CSV of their websites.

The real responses (snapshots of a connector's sandboxes) are not part of the project: without them the tests on them
are skipped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dialects.story import write_json, write_note
from tests.warehouse import build_warehouse

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "sources" / "samples" / "surveys"
FILES = {"survey_responses": "responses", "survey_questions": "survey_questions", "surveys": "surveys"}

real = pytest.mark.skipif(not SAMPLES.exists(), reason="the real responses are not here (../shared/sources/samples)")

Connection = duckdb.DuckDBPyConnection

TWO_HEADERS = """Respondent ID,Collector ID,Start Date,End Date,ticket_id,"Would you ""really"" recommend us?",,More?
,,,,,Response,Other,Open-Ended Response
11,5,03/31/2026 11:50:00 PM,03/31/2026 11:59:59 PM,101,Extremely likely - 10,,fine
12,5,2026-04-01 10:00:00,2026-04-01 10:05:00,,I do not know,,
"""
TYPEFORM_CSV = """#,How satisfied are you?,How easy was it?,ticket_id,Start Date (UTC),Submit Date (UTC),Network ID
aa1,5,8,101,2026-04-01 08:00:00,2026-04-01 08:01:00,f0
aa2,4,,,2026-04-01 08:00:00,,f1
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Real and made-up accounts loaded; staging and canonical built."""
    folder = tmp_path_factory.mktemp("surveys")
    if SAMPLES.exists():
        land_samples(folder / "landing")
    by_hand(folder / "landing")
    parts = ("path:seeds", "path:dbt_project/models/staging", "path:dbt_project/models/canonical")
    built = build_warehouse(folder / "landing", folder / "home", select=parts)
    with duckdb.connect(str(built), read_only=True) as connection:
        yield connection


def note(folder: Path, system: str, time_zone: str = "UTC") -> None:
    """A note of a complete export after everything."""
    write_note(folder, system, exported_at="2026-05-01T00:00:00Z", time_zone=time_zone)


def by_hand(landing: Path) -> None:
    """Three accounts of our own: the CSV of each website, and forms with odd responses."""
    for source, system, content in (("web", "surveymonkey", TWO_HEADERS), ("page", "typeform", TYPEFORM_CSV)):
        note(landing / source, system, time_zone="America/New_York")
        (landing / source / "Desk survey.csv").write_text(content, encoding="utf-8")
    land_typeform(landing / "steps")


def land_samples(landing: Path) -> None:
    """Records of the connector, one a line; for Typeform also as a page with a form of our own for its real answers."""
    records = lines_of("surveymonkey")
    note(landing / "monkey", "surveymonkey")
    for stream, name in FILES.items():
        write_lines(landing / "monkey" / f"{name}.ndjson", [one["data"] for one in records if one["stream"] == stream])
    responses = [one["data"] for one in lines_of("typeform") if one["stream"] == "responses"]
    forms = [one["data"] for one in lines_of("typeform") if one["stream"] == "forms"]
    for source, known in (("form", forms), ("form_made_up", [form_of(responses)])):
        note(landing / source, "typeform")
        page = {"total_items": len(responses), "page_count": 1, "items": responses}
        write_json(landing / source / "responses_1.json", page)
        write_lines(landing / source / "forms.ndjson", known)


def lines_of(tool: str) -> list[dict[str, Any]]:
    """Records of a sample."""
    text = (SAMPLES / f"{tool}_airbyte_expected_records.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    """Records one a line."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def form_of(responses: list[dict[str, Any]]) -> dict[str, Any]:
    """The form that the sample leaves out: ratings of five steps, an opinion scale of eleven that begins at 0."""
    fields = [answer["field"] for one in responses for answer in one["answers"] if "number" in answer]
    steps = {"rating": 5, "opinion_scale": 11}
    return {
        "id": "f1",
        "title": "Made up",
        "fields": [one | {"properties": {"steps": steps[one["type"]]}} for one in fields],
    }


def land_typeform(folder: Path) -> None:
    """Opened and never sent, half-way, sent; a group, steps that no scale has, a hidden field."""
    note(folder, "typeform")
    nps = {"id": "n", "type": "nps", "properties": {}}
    odd = {"id": "o", "type": "opinion_scale", "properties": {"steps": 6, "start_at_one": False}}
    rating = {"id": "r", "type": "rating", "properties": {"steps": 5}}
    fields = [nps, odd, {"id": "g", "type": "group", "properties": {"fields": [rating]}}]
    write_json(folder / "forms_1.json", {"id": "f9", "title": "After the ticket", "fields": fields})
    answers = [
        {"type": "text", "field": {"id": "t", "type": "long_text"}, "text": "Kind people"},
        *(
            {"type": "number", "field": {"id": key, "type": "number"}, "number": number}
            for key, number in [("n", 9), ("o", 4), ("r", 2)]
        ),
    ]
    sent = {"landed_at": "2026-04-01T08:00:00Z", "hidden": {"ticket_id": "101"}, "answers": answers}
    items = [
        sent | {"token": "a", "submitted_at": "2026-04-01T08:02:00Z"},
        sent | {"token": "b", "submitted_at": "0001-01-01T00:00:00Z"},
        sent | {"token": "c", "submitted_at": None},
        sent | {"token": "d", "submitted_at": "2026-04-01T08:02:00Z", "response_type": "partial"},
    ]
    write_json(folder / "responses_1.json", {"items": items})


def answers_of(connection: Connection, source: str, columns: str) -> list[tuple[Any, ...]]:
    """Answers of an account in the order of their ids."""
    query = f"select {columns} from canonical.all_survey_responses where source = ? order by survey_response_id"
    return connection.execute(query, [source]).fetchall()


@real
def test_every_response_is_loaded(warehouse: Connection) -> None:
    loaded = "select count(*) from staging.stg_{} where source = '{}'"
    responses = "select count(*), count(distinct response_id) from staging.stg_{} where source = '{}'"
    assert warehouse.execute(responses.format("surveymonkey__answers", "monkey")).fetchall() == [(1_027, 102)]
    assert warehouse.execute(responses.format("typeform__answers", "form")).fetchall() == [(32, 14)]
    # The one matrix among 133 questions has eleven choices.
    assert warehouse.execute(loaded.format("surveymonkey__choices", "monkey")).fetchall() == [(11,)]


@real
def test_weights_of_the_recommendation_are_those_of_the_score(warehouse: Connection) -> None:
    """13 answers; the weights in the responses are -100, 0 and 100: the score itself is the place of the choice."""
    answers = answers_of(warehouse, "monkey", "survey_kind, scale, score, survey_name")
    assert {row[:2] for row in answers} == {("nps", "0_to_10")}
    assert {row[3] for row in answers} == {"Market Research - Product Testing Template"}
    scores = [int(row[2]) for row in answers]
    assert sorted(scores) == [0, 0, 2, 5, 5, 5, 6, 6, 8, 8, 8, 10, 10]
    given = [answer for answer in real_answers() if "choice_metadata" in answer[1]]
    weights = [int(answer["choice_metadata"]["weight"]) for _, answer in given]
    assert sum(weights) == sum(100 * (score > 8) - 100 * (score < 7) for score in scores)
    with_words = {response for response, answer in real_answers() if answer.get("text")}
    commented = sum(comment is not None for (comment,) in answers_of(warehouse, "monkey", "comment"))
    assert commented == len(with_words & {response for response, _ in given}) == 10


def real_answers() -> list[tuple[str, dict[str, Any]]]:
    """Response and answer, as the file has them."""
    return [
        (one["data"]["id"], answer)
        for one in lines_of("surveymonkey")
        if one["stream"] == "survey_responses"
        for page in one["data"]["pages"]
        for question in page["questions"]
        for answer in question["answers"]
    ]


@real
def test_steps_stand_in_the_form_only(warehouse: Connection) -> None:
    """Six numbers belong to a form that the sample has not: without it nobody knows out of how many."""
    assert answers_of(warehouse, "form", "score") == []
    made_up = answers_of(warehouse, "form_made_up", "scale, score")
    assert sorted(made_up) == [("0_to_10", "1")] + [("1_to_5", "1")] * 4 + [("1_to_5", "5")]


def test_two_header_rows(warehouse: Connection) -> None:
    """The second one is no response; a date with AM or PM is local; a number may stand after its label."""
    answers = answers_of(warehouse, "web", "survey_kind, scale, score, ticket_id, cast(answered_at as varchar)")
    assert answers == [("nps", "0_to_10", "10", "101", "2026-04-01 03:59:59")]


def test_page_of_results(warehouse: Connection) -> None:
    """Its dates are UTC; not submitted is not answered; what is not on the usual scale is left out."""
    answers = answers_of(
        warehouse, "page", "survey_id, survey_kind, scale, score, ticket_id, cast(answered_at as varchar)"
    )
    assert answers == [("Desk survey", "csat", "1_to_5", "5", "101", "2026-04-01 08:01:00")]


def test_only_what_was_sent(warehouse: Connection) -> None:
    answers = answers_of(warehouse, "steps", "survey_response_id, survey_kind, scale, score, comment, ticket_id")
    assert answers == [
        ("a/n", "nps", "0_to_10", "9", "Kind people", "101"),
        ("a/r", "csat", "1_to_5", "2", "Kind people", "101"),
    ]
