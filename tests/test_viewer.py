"""The report viewer: its numbers are those of plain SQL on the marts, its answers are clear, its door holds."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from starlette.testclient import TestClient

from orchestration.formulas import parse, said, sql
from orchestration.settings import PROJECT
from orchestration.viewer.csv_text import safe
from orchestration.viewer.door import Door, reports_address
from orchestration.viewer.entries import reports
from orchestration.viewer.server import application

CONTRACT = yaml.safe_load((PROJECT / "tests" / "contract" / "marts.yml").read_text(encoding="utf-8"))
SPRING = ("2026-02-01", "2026-03-15")
# What people filter by; a mart takes those that it has.
FILTERS: dict[str, list[tuple[str, str, str]]] = {
    "nothing": [],
    "dates and an account": [("source", "acorn_support", "source = 'acorn_support'")],
    "teams and a channel": [
        ("team", "acorn_support/front", "(source = 'acorn_support' and team_id = 'front')"),
        ("team", "acorn_support/billing", "(source = 'acorn_support' and team_id = 'billing')"),
        ("channel", "email", "channel = 'email'"),
    ],
}


@pytest.fixture(scope="module")
def plain(story: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(story / "helpdesk.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def client(story: Path) -> Iterator[TestClient]:
    with TestClient(application(story / "helpdesk.duckdb", Door()), base_url="http://127.0.0.1") as made:
        yield made


def ask(client: TestClient, report: str, *words: tuple[str, str]) -> dict[str, Any]:
    answer = client.get(f"/data/{report}", params=list(words))
    assert answer.status_code == 200, answer.text
    return answer.json()


def every_metric() -> list[tuple[str, str]]:
    return [
        (mart, metric)
        for mart, words in CONTRACT["marts"].items()
        for metric in words["metrics"]
        if metric in reports()[mart].measures
    ]


def conditions(mart: str, chosen: str) -> tuple[list[tuple[str, str]], str]:
    """Words of an address, and the same as SQL: values of one slicer are alternatives."""
    usable = [one for one in FILTERS[chosen] if one[0] in reports()[mart].slicers]
    slicers = dict.fromkeys(name for name, _, _ in usable)
    alternatives = (" or ".join(held for name, _, held in usable if name == slicer) for slicer in slicers)
    words = [(name, value) for name, value, _ in usable]
    return words, " and ".join(f"({one})" for one in alternatives) or "true"


def plain_value(formula: dict[str, Any], table: str) -> str:
    """The contract's own words as SQL."""
    top, below = (
        str(formula.get(part, "")).replace("count_rows()", "count(*)") for part in ("numerator", "denominator")
    )
    top, below = top.replace("last_sum", "sum"), below.replace("last_sum", "sum")
    zero = f"coalesce({top}, 0)" if not top.startswith("max") else top
    value = f"({top}) / nullif({below}, 0)" if below else zero
    held = f" where {formula['filter']}" if "filter" in formula else ""
    return f"select {value} from ({table}){held}"


def rows_of(mart: str, held: str, dates: tuple[str, str] | None) -> str:
    """The rows that count: all in the dates, of a state those of each account's last date, of periods the last one."""
    date = reports()[mart].default_date
    between = f"cast({date} as date) between '{dates[0]}' and '{dates[1]}'" if dates else f"{date} is not null"
    known = reports()[mart]
    if known.is_period:
        newest = f"select max({date}) from marts.{mart} where frequency = 'month' and {between}"
        return f"select * from marts.{mart} where frequency = 'month' and {date} = ({newest}) and {held}"
    if known.is_stock:
        end = dates[1] if dates else "2030-01-01"
        last = f"select source, least(date '{end}', cast(max(as_of) as date)) as report_date from marts.{mart}"
        return f"select * from marts.{mart} semi join ({last} group by source) using (source, report_date) where {held}"
    return f"select * from marts.{mart} where {between} and {held}"


@pytest.mark.parametrize("chosen", FILTERS)
@pytest.mark.parametrize(("mart", "metric"), every_metric())
def test_every_number_equals_plain_sql(
    client: TestClient, plain: duckdb.DuckDBPyConnection, mart: str, metric: str, chosen: str
) -> None:
    formula = CONTRACT["marts"][mart]["metrics"][metric]
    words, held = conditions(mart, chosen)
    dates = SPRING if chosen == "dates and an account" else None
    words += [("measure", metric), *([("from", SPRING[0]), ("to", SPRING[1])] if dates else [("range", "all")])]
    words += [("every", "month")] if reports()[mart].is_period else []
    rows = rows_of(mart, held, dates)
    if metric == "reopen_rate":
        reopens = f"select coalesce(count_if(not is_courtesy), 0) from ({rows})"
        closes = f"select sum(closure_count) from ({rows_of('resolved_tickets', held, dates)})"
        statement = f"select ({reopens}) / nullif(({closes}), 0)"
    else:
        statement = plain_value(formula, rows)
    answer = ask(client, mart, *words)
    if "group_by" in formula:
        assert answer["total"] is None, "a number over all of them would mean nothing"
        key = f"source, {formula['group_by']}" if formula["group_by"].endswith("_id") else formula["group_by"]
        value = statement.removeprefix("select ").partition(" from ")[0]
        found = plain.execute(f"select {key}, {value} from ({rows}) group by all")
        wanted = {"/".join("" if part is None else str(part) for part in row[:-1]): row[-1] for row in found.fetchall()}
        totals = ask(client, mart, *words, ("view", "totals"))
        given = dict(zip(totals["keys"], (row[1] for row in totals["rows"]), strict=True))
        assert given == pytest.approx(wanted)
        return
    ((wanted,),) = plain.execute(statement).fetchall()
    assert answer["total"]["value"] == (pytest.approx(float(wanted)) if wanted is not None else None)


@pytest.mark.parametrize(("statistic", "function"), [("median", "median({})"), ("p90", "quantile_cont({}, 0.9)")])
def test_median_and_p90_are_exact(
    client: TestClient, plain: duckdb.DuckDBPyConnection, statistic: str, function: str
) -> None:
    asked = [report for report in reports().values() if any(measure.events for measure in report.measures.values())]
    assert len(asked) > 8
    for report in asked:
        measure = next(measure for measure in report.measures.values() if measure.events and not measure.apart)
        words = [("measure", measure.name), ("statistic", statistic), ("range", "all"), ("every", "month")]
        answer = ask(client, report.name, *words, ("view", "time"), ("group", "none"))
        value, date = function.format(measure.events), report.default_date
        rows = f"from marts.{report.name} where {date} is not null and {measure.where[0] if measure.where else 'true'}"
        ((wanted,),) = plain.execute(f"select {value} {rows}").fetchall()
        assert answer["total"]["value"] == pytest.approx(wanted), report.name
        found = plain.execute(f"select strftime(date_trunc('month', {date}), '%Y-%m-%d'), {value} {rows} group by 1")
        months = {month: value for month, value in found.fetchall() if value is not None}
        given = {row[0]: row[1] for row in answer["rows"] if row[1] is not None}
        assert given == pytest.approx(months), report.name


def test_business_clock_is_a_column_of_its_own(client: TestClient, plain: duckdb.DuckDBPyConnection) -> None:
    answer = ask(client, "response_time", ("clock", "business"), ("range", "all"))
    ((wanted,),) = plain.execute(
        "select avg(response_business_seconds) from marts.response_time where is_answered"
    ).fetchall()
    assert answer["total"]["value"] == pytest.approx(wanted)
    assert wanted != ask(client, "response_time", ("range", "all"))["total"]["value"]


def test_weeks_by_owner_are_those_of_the_calendar(client: TestClient, plain: duckdb.DuckDBPyConnection) -> None:
    words = [("every", "week"), ("group", "owner"), ("range", "all"), ("pipeline", "acorn_support/support")]
    answer = ask(client, "owner_response_time", *words)
    statement = """
        select strftime(date_trunc('week', replied_date), '%Y-%m-%d'), source || '/' || coalesce(owner_id, ''),
            sum(response_seconds_sum) / sum(response_count)
        from marts.owner_response_time where pipeline_id = 'support' group by all
    """
    wanted = {row[:2]: row[2] for row in plain.execute(statement).fetchall()}
    given = {(row[0], key): row[2] for row, key in zip(answer["rows"], answer["keys"], strict=True)}
    assert given == pytest.approx(wanted)
    assert len(given) > 5


def test_another_date_of_the_event(client: TestClient, plain: duckdb.DuckDBPyConnection) -> None:
    words = [("by", "created_date"), ("from", SPRING[0]), ("to", SPRING[1])]
    statement = "select avg(full_close_seconds) from marts.time_to_close where created_date between $1 and $2"
    ((wanted,),) = plain.execute(statement, SPRING).fetchall()
    assert ask(client, "time_to_close", *words)["total"]["value"] == pytest.approx(wanted)


def test_the_period_before_is_as_long(client: TestClient, plain: duckdb.DuckDBPyConnection) -> None:
    words = [("from", "2026-03-01"), ("to", "2026-03-31"), ("compare", "previous"), ("every", "day")]
    answer = ask(client, "ticket_volume", *words)
    before = ("2026-01-29", "2026-02-28")
    statement = "select sum(ticket_count) from marts.ticket_volume where created_date between $1 and $2"
    ((wanted,),) = plain.execute(statement, before).fetchall()
    assert [answer["before"][name] for name in ("from", "to", "value")] == [*before, wanted]
    assert sum(value for _, value in answer["previous"]) == wanted
    assert len(answer["rows"]) == 31, "days without a ticket are there, and 0"


def test_nobody_and_nothing_can_be_filtered(client: TestClient, plain: duckdb.DuckDBPyConnection) -> None:
    statement = "select sum(ticket_count) from marts.support_volume where source = 'acorn_support' and owner_id is null"
    ((wanted,),) = plain.execute(statement).fetchall()
    assert ask(client, "support_volume", ("owner", "acorn_support/"), ("range", "all"))["total"]["value"] == wanted > 0


def test_a_share_of_the_whole_is_not_told_within_a_part(client: TestClient) -> None:
    refused = client.get("/data/customer_agent_handoffs", params={"handoff_reason": "asked"})
    assert refused.status_code == 400
    assert "handoff_reason" in refused.json()["problem"]


def test_tickets_behind_a_number(client: TestClient, plain: duckdb.DuckDBPyConnection) -> None:
    answer = ask(client, "response_time", ("view", "tickets"), ("team", "acorn_support/front"), ("range", "all"))
    places = {column["name"]: place for place, column in enumerate(answer["columns"])}
    given = [(row[places["ticket_id"]], row[places["response_seconds"]]) for row in answer["rows"]]
    statement = """
        select ticket_id, response_seconds from marts.response_time
        where source = 'acorn_support' and team_id = 'front' and response_seconds is not null
    """
    assert sorted(given) == sorted(plain.execute(statement).fetchall())
    assert [seconds for _, seconds in given] == sorted((seconds for _, seconds in given), reverse=True)
    assert answer["row_count"] == len(given)


@pytest.mark.parametrize("name", reports())
def test_every_report_answers_in_every_view(client: TestClient, name: str) -> None:
    report = reports()[name]
    page = client.get(f"/reports/{name}")
    assert page.status_code == 200
    assert report.question.replace("'", "&#39;") in page.text
    for view in report.views:
        answer = ask(client, name, ("view", view), ("range", "all"))
        assert answer.get("empty") or answer["state"]["view"] == view
        table = client.get(f"/data/{name}.csv", params={"view": view, "range": "all"})
        assert table.status_code == 200
        if answer.get("empty"):
            assert name == "vendor_reconciliation", "the story has no such rows"
            continue
        lines = list(csv.reader(io.StringIO(table.text)))
        assert len(lines[0]) == len(answer["columns"])
        assert len(lines) - 1 == (answer["row_count"] or len(answer["rows"]))
        assert lines[1 : len(answer["rows"]) + 1] == [[as_csv(value) for value in row] for row in answer["rows"]]


def as_csv(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_what_a_page_cannot_show_is_in_the_csv(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.viewer.answers.MOST_ROWS", 10)
    words = {"group": "owner", "every": "day", "range": "all", "by": "created_date"}
    refused = client.get("/data/time_to_close", params=words)
    assert refused.status_code == 400
    assert "CSV" in refused.json()["problem"]
    assert client.get("/data/time_to_close.csv", params=words).text.count("\r\n") > 11


def test_the_start_page_asks_every_question(client: TestClient) -> None:
    text = client.get("/").text
    assert all(f"./reports/{name}" in text for name in reports())
    assert "2026-04-15 16:00" in text


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/data/response_time?measure=nothing", 400, "measure"),
        ("/data/response_time?group=ticket_id", 400, "group"),
        ("/data/response_time?by=as_of", 400, "by"),
        ("/data/response_time?from=yesterday", 400, "2026-03-31"),
        ("/data/response_time?from=2026-04-01&to=2026-03-01", 400, "after"),
        ("/data/response_time?statistic=mode", 400, "statistic"),
        ("/data/response_time?every=decade", 400, "every"),
        ("/data/response_time?owner=ada", 400, "account/id"),
        ("/data/response_time?is_answered=perhaps", 400, "is_answered"),
        ("/data/response_time?page=0", 400, "page"),
        ("/data/response_time?page=1&page=2", 400, "more than once"),
        ("/data/response_time?drop=table", 400, "drop"),
        ("/data/response_time?source=%27%3B+drop+table+x%3B--", 200, "rows"),
        ("/data/ticket_volume?statistic=median", 400, "statistic"),
        ("/data/ticket_reopens?measure=reopen_rate&current_owner=acorn_support/ada", 400, "current_owner"),
        ("/data/nothing", 404, "no such report"),
        ("/reports/nothing", 404, "no such report"),
        ("/static/../server.py", 404, ""),
        ("/static/nothing.js", 404, ""),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client: TestClient, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert words in answer.text


def test_a_spreadsheet_runs_nothing() -> None:
    assert [safe(text) for text in ("=1+1", "+1", "-1", "@x", "\tx", "a=b", "", None)] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "a=b",
        "",
        None,
    ]
    assert [safe(value) for value in (-1, -1.5, True, False)] == [-1, -1.5, "true", "false"]


def test_a_publication_is_seen_at_once(story: Path, tmp_path: Path) -> None:
    place = tmp_path / "helpdesk.duckdb"
    with TestClient(application(place, Door()), base_url="http://127.0.0.1") as client:
        nothing = client.get("/")
        assert nothing.status_code == 503
        assert "make nightly" in nothing.text
        shutil.copy(story / "helpdesk.duckdb", place)
        before = ask(client, "ticket_volume", ("range", "all"))["total"]["value"]
        shutil.copy(story / "helpdesk.duckdb", tmp_path / "new")
        with duckdb.connect(str(tmp_path / "new")) as new:
            new.execute("delete from marts.ticket_volume where source = 'birch_chat'")
        (tmp_path / "new").replace(place)
        assert 0 < ask(client, "ticket_volume", ("range", "all"))["total"]["value"] < before


def test_the_door(story: Path) -> None:
    place = story / "helpdesk.duckdb"
    open_door = TestClient(application(place, Door()), base_url="http://127.0.0.1:8050")
    policy = open_door.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert open_door.post("/").status_code == 405
    elsewhere = TestClient(application(place, Door()), base_url="http://reports.example")
    assert elsewhere.get("/").status_code == 400, "a name that was pointed at this machine"
    word = "Tür zu"
    locked = TestClient(application(place, Door(password=word)), base_url="http://reports.example")
    assert locked.get("/").status_code == 401
    assert locked.get("/static/style.css").status_code == 401
    assert locked.get("/", auth=("anyone", "wrong")).status_code == 401
    assert locked.get("/", headers={"Authorization": "Basic !"}).status_code == 401
    assert locked.get("/", auth=("anyone", word.encode())).status_code == 200
    behind = TestClient(application(place, Door(header="X-Forwarded-User")), base_url="http://reports.example")
    assert behind.get("/").status_code == 403
    assert behind.get("/", headers={"X-Forwarded-User": "somebody"}).status_code == 200


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"HELPDESK_REPORTS_HOST": "0.0.0.0"}, "HELPDESK_REPORTS_PASSWORD"),  # noqa: S104
        ({"HELPDESK_REPORTS_PORT": "http"}, "no port"),
        ({"HELPDESK_REPORTS_PORT": "70000"}, "no port"),
        ({"HELPDESK_REPORTS_URL": "reports.example"}, "HELPDESK_REPORTS_URL"),
    ],
)
def test_settings_that_cannot_be(given: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Door.from_environment(given)


def test_settings() -> None:
    assert Door.from_environment({}) == Door("127.0.0.1", 8050)
    anywhere = {"HELPDESK_REPORTS_HOST": "0.0.0.0", "HELPDESK_REPORTS_PASSWORD": "x"}  # noqa: S104
    assert Door.from_environment(anywhere).host == "0.0.0.0"  # noqa: S104
    assert Door.from_environment(anywhere).address is None
    assert "password" not in repr(Door.from_environment(anywhere))


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8050"),
        ({"HOST": "::1", "PORT": "80"}, "http://[::1]:80"),
        ({"HEADER": "X-Forwarded-User"}, None),
        ({"HEADER": "X-Forwarded-User", "URL": "https://desk.example/reports/"}, "https://desk.example/reports"),
        ({"PORT": "no port"}, None),
    ],
)
def test_where_people_open_them(given: dict[str, str], address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "HEADER", "URL", "PASSWORD"):
        monkeypatch.setenv(f"HELPDESK_REPORTS_{name}", given.get(name, ""))
    assert reports_address() == address


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("sum(a)", 'sum("a")'),
        ("last_sum(a)", 'sum("a")'),
        ("count_if(not is_b)", 'count_if(not "is_b")'),
        ("100 * (count_if(b) - count_if(c))", '(100 * (count_if("b") - count_if("c")))'),
        ("count_rows()", "count(*)"),
        ("sum(other.a) / 2", '(sum("a") / 2)'),
        ("count_distinct(a) - min(b) - 1", '((count(distinct "a") - min("b")) - 1)'),
    ],
)
def test_formulas_as_sql(formula: str, wanted: str) -> None:
    assert sql(parse(formula)) == wanted
    assert parse(said(parse(formula))) == parse(formula)


@pytest.mark.parametrize("formula", ["mode(a)", "sum(a", "sum(a) sum(b)", "sum(a);", "sum a", "", "count_rows(a)"])
def test_unknown_formulas_are_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="formula"):
        parse(formula)


@pytest.mark.parametrize("name", [name for name, one in reports()["response_time"].slicers.items() if one.is_of_ticket])
def test_a_mart_is_filtered_by_what_only_tickets_knows(
    client: TestClient, plain: duckdb.DuckDBPyConnection, name: str
) -> None:
    joined = f"""
        select t.{name}, sum(response_seconds) / nullif(count(response_seconds), 0), count(response_seconds)
        from marts.response_time left join marts.tickets as t using (source, ticket_id)
        where replied_date is not null group by 1
    """
    wanted = plain.execute(joined).fetchall()
    assert len(wanted) > 1, "a filter with one value proves nothing"
    for value, mean, count in wanted:
        word = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        answer = ask(client, "response_time", ("range", "all"), (name, word))
        assert answer["total"]["value"] == pytest.approx(mean), (name, word)
        assert answer["total"]["denominator"] == count
    refused = client.get("/data/response_time", params={"group": name})
    assert refused.status_code == 400


def test_from_a_topic_to_its_questions(client: TestClient) -> None:
    answer = ask(client, "knowledge_gaps", ("view", "rows"))
    places = {column["name"]: place for place, column in enumerate(answer["columns"])}
    (leading,) = [column for column in answer["columns"] if "leads_to" in column]
    assert (leading["name"], leading["leads_to"]) == ("topic", "knowledge_gap_questions")
    assert answer["rows"]
    for row in answer["rows"]:
        words = [("range", "all"), *((name, row[places[name]]) for name in ("source", "topic"))]
        listed = ask(client, leading["leads_to"], *words, ("question_status", "open"), ("question_status", "answered"))
        assert listed["row_count"] == row[places["question_count"]]


def test_what_leads_elsewhere_leads_to_a_report_that_has_the_filter() -> None:
    for report in reports().values():
        for column, other in report.leads_to.items():
            assert {column, "source"} <= reports()[other].slicers.keys(), report.name


def test_what_the_contract_never_adds_is_no_measure() -> None:
    """Sums of the plain measures are allowed by the contract, but for what a slicer keeps apart."""
    for report in reports().values():
        for measure in report.measures.values():
            if measure.name in CONTRACT["columns"] and measure.numerator[0] == "sum" and not measure.apart:
                column = CONTRACT["columns"][measure.name]
                known = column.get("additive") == "additive" or report.is_period
                assert known, f"{report.name}.{measure.name}: {column}"


def test_cards_are_the_formulas_of_the_metrics() -> None:
    """Where a card bears a metric's name and has its columns, it has its formula."""
    impact = reports()["customer_agent_impact"].measures
    others = [report for report in reports().values() if not report.has_cards]
    metrics = {name: measure for report in others for name, measure in report.measures.items()}
    same = [name for name in impact if name in metrics and metrics[name].numerator == impact[name].numerator]
    assert {"customer_agent_handled", "customer_agent_deflection_rate", "customer_agent_helpful_rate"} <= set(same)
    assert all(metrics[name].denominator == impact[name].denominator for name in same)


def test_pages_name_nothing_from_elsewhere() -> None:
    """No address of a network in what is sent to browsers, but for names of XML."""
    folder = PROJECT / "orchestration" / "viewer"
    for path in [*(folder / "static").iterdir(), *(folder / "templates").iterdir()]:
        found = re.findall(r"https?://[\w.]+", path.read_text(encoding="utf-8"))
        assert set(found) <= {"http://www.w3.org"}, path.name
