"""Metrics asked for through MetricFlow equal plain SQL on the marts."""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from metric_house import Metrics, Row

from orchestration.report_table import MARTS
from orchestration.semantic_layer import FOLDER, semantic_files
from orchestration.settings import PROJECT
from tests.histories import random_exports
from tests.memory import Warehouse

CONTRACT = yaml.safe_load((PROJECT / "tests" / "contract" / "marts.yml").read_text(encoding="utf-8"))["marts"]


def marts_with_metrics() -> dict[str, dict[str, Any]]:
    """Meta of the marts that have metrics, as their own yml says."""
    models = [
        model
        for path in MARTS.rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]
    metas = {model["name"]: model.get("config", {}).get("meta", {}) for model in models}
    return {name: meta for name, meta in metas.items() if meta.get("metrics")}


METRICS = {
    metric: (
        mart,
        meta["default_date"],
        words | ({"filter": "frequency = 'month'"} if meta["shape"] == "period" else {}),
    )
    for mart, meta in marts_with_metrics().items()
    for metric, words in meta["metrics"].items()
}


def test_files_are_current() -> None:
    files = semantic_files()
    assert {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("_*__semantic.yml")} == files, (
        "run `make docs`"
    )


def test_every_metric_of_the_contract_is_there() -> None:
    written = {
        metric["name"]
        for path in FOLDER.glob("_*__semantic.yml")
        for metric in yaml.safe_load(path.read_text(encoding="utf-8")).get("metrics", [])
    }
    assert {metric for mart in CONTRACT.values() for metric in mart["metrics"]} == set(METRICS)
    assert set(METRICS) <= written


def test_unknown_formula_is_refused(tmp_path: Path) -> None:
    columns = [{"name": "source", "data_type": "string"}, {"name": "sent_date", "data_type": "date"}]
    meta = {"shape": "daily", "default_date": "sent_date", "metrics": {"odd": {"numerator": "mode(source)"}}}
    models = [{"name": name, "description": "-", "columns": columns} for name in ("tickets", "customers", "teams")]
    models.append({"name": "odd_mart", "description": "-", "columns": columns, "config": {"meta": meta}})
    (tmp_path / "models.yml").write_text(yaml.safe_dump({"models": models}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"odd: unknown formula mode\(source\)"):
        semantic_files(tmp_path, tmp_path)


def test_half_hours_that_passed_are_those_of_the_local_clock(warehouse: Callable[[str], Warehouse]) -> None:
    """On every date with a message they add up to the minutes that the mart gives each hour, 90 at times."""
    made = warehouse("Australia/Lord_Howe")
    made.build(random_exports(5, accounts=8, zone="Australia/Lord_Howe"), ["message_hours"])
    lengths = """
        select distinct source, report_date, hour_of_day, elapsed_minutes
        from marts.time_of_day where elapsed_minutes > 0
    """
    passed = """
        select source, report_date, hour_of_day, 30 * count(distinct half_hour_at) from semantic.message_hours
        where (source, report_date) in (select source, report_date from marts.time_of_day) group by all
        having count(half_hour_at) > 0
    """
    assert made.rows(f"({lengths} except {passed}) union all ({passed} except {lengths})") == []
    assert made.rows(f"select distinct elapsed_minutes from ({lengths}) order by all") == [(60,), (90,)]


@pytest.fixture(scope="module")
def metrics(story: Path) -> Iterable[Metrics]:
    """The sample story."""
    made = Metrics(story / "warehouse.duckdb", story / "dbt" / "semantic_manifest.json")
    yield made
    made.reader.close()


def rounded(rows: Iterable[Row]) -> list[Row]:
    """Rows to compare: sorted, dates as dates, numbers to nine places."""
    return sorted((tuple(_plain(value) for value in row) for row in rows), key=repr)


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.date()
    return round(float(value), 9) if isinstance(value, int | float) and not isinstance(value, bool) else value


def plain_sql(metric: str) -> str:
    """The contract's formula as it stands, per month and account: nothing of the semantic layer has a hand in it."""
    mart, date, words = METRICS[metric]
    formula, below = (str(words.get(part, "")) for part in ("numerator", "denominator"))
    if "last_sum" in formula:
        value = f"{formula} / nullif({below}, 0)" if below else f"coalesce({formula}, 0)"
        return (
            f"{last_days(mart)} select date_trunc('month', report_date), source, {value.replace('last_sum', 'sum')} "
            + (f"from last_days left join marts.{mart} using (source, report_date) group by all")
        )
    value = (f"({formula}) / nullif({below}, 0)" if below else formula).replace("count_rows()", "count(*)")
    where = words.get("filter", "true")
    return f"select date_trunc('month', {date}), source, {value} from marts.{mart} where {where} group by all"


def last_days(mart: str, first: str = "0001-01-01", last: str = "9999-12-31", per: str = "month") -> str:
    """The last date of every period that each account has, whether anything was open on it or not."""
    return f"""
        with accounts as (
            select source, min(report_date) as first_date, max(as_of) as as_of from marts.{mart} group by source
        ), last_days as (
            select source, max(report_date) as report_date
            from accounts join marts.reporting_calendar on report_date between first_date and cast(as_of as date)
            where report_date between '{first}' and '{last}'
            group by source, date_trunc('{per}', report_date)
        )
    """


@pytest.mark.parametrize("metric", sorted(set(METRICS) - {"reopen_rate"}))
def test_every_metric_equals_its_formula(metrics: Metrics, metric: str) -> None:
    asked = rounded(metrics.ask([metric], by=["metric_time__month", "source"]))
    assert asked == rounded(metrics.sql(plain_sql(metric)))
    assert asked


def entity(name: str, value: str) -> str:
    return f"{{{{ Entity('{name}') }}}} = '{value}'"


# What people ask: metrics, group by, filters, first and last date; then the same in plain SQL.
QUESTIONS: dict[str, tuple[list[str], list[str], list[str], tuple[str, str] | None, str]] = {
    "owners of one pipeline, per week of a date range": (
        ["owner_response_time"],
        ["metric_time__week", "owner_name"],
        [entity("pipeline_name", "Support")],
        ("2026-01-05", "2026-03-01"),
        """
        select date_trunc('week', replied_date), owner_name, sum(response_seconds_sum) / sum(response_count)
        from marts.owner_response_time
        where pipeline_name = 'Support' and replied_date between '2026-01-05' and '2026-03-01'
        group by all
        """,
    ),
    "teams of one source type, per quarter": (
        ["ticket_volume"],
        ["metric_time__quarter", "team_name"],
        [entity("source_type", "email")],
        None,
        """
        select date_trunc('quarter', created_date), team_name, sum(ticket_count)
        from marts.ticket_volume where source_type = 'email' group by all
        """,
    ),
    "one team, per year, by owner and channel": (
        ["average_first_response_time", "average_first_response_time_median", "average_first_response_time_p90"],
        ["metric_time__year", "owner_id", "channel"],
        [entity("team_name", "Front desk")],
        None,
        """
        select date_trunc('year', first_replied_date), owner_id, channel, avg(first_response_seconds),
            median(first_response_seconds), quantile_cont(first_response_seconds, 0.9)
        from marts.first_response_time where team_name = 'Front desk' group by all
        """,
    ),
    "by another date of the event": (
        ["average_time_to_close"],
        ["time_to_close__created_date__month", "source_type"],
        ["{{ TimeDimension('time_to_close__created_date', 'day') }} >= '2026-02-01'"],
        None,
        """
        select date_trunc('month', created_date), source_type, avg(full_close_seconds)
        from marts.time_to_close where created_date >= '2026-02-01' group by all
        """,
    ),
    "own filter through the ticket": (
        ["average_response_time"],
        ["metric_time__day", "author_name"],
        ["{{ Dimension('ticket__status_category') }} = 'closed'", entity("source", "acorn_support")],
        ("2026-01-01", "2026-04-30"),
        """
        select replied_date, author_name, avg(response_seconds)
        from marts.response_time join marts.tickets using (source, ticket_id)
        where status_category = 'closed' and source = 'acorn_support'
            and replied_date between '2026-01-01' and '2026-04-30'
        group by all
        """,
    ),
    "numerator and denominator on two marts": (
        ["reopen_rate"],
        ["metric_time__month", "team_name", "pipeline_name"],
        [],
        ("2026-01-01", "2026-04-30"),
        """
        with reopens as (
            select date_trunc('month', reopened_date) as month, team_name, pipeline_name,
                count_if(not is_courtesy) as reopens
            from marts.ticket_reopens where reopened_date between '2026-01-01' and '2026-04-30' group by all
        ), closes as (
            select date_trunc('month', closed_date) as month, team_name, pipeline_name, sum(closure_count) as closes
            from marts.resolved_tickets where closed_date between '2026-01-01' and '2026-04-30' group by all
        )
        select coalesce(r.month, c.month), coalesce(r.team_name, c.team_name),
            coalesce(r.pipeline_name, c.pipeline_name), coalesce(reopens, 0) / closes
        from reopens as r full join closes as c on r.month = c.month
            and r.team_name is not distinct from c.team_name and r.pipeline_name is not distinct from c.pipeline_name
        """,
    ),
    "metrics of two families side by side": (
        ["resolved_tickets", "customer_satisfaction"],
        ["team_name"],
        [],
        ("2026-01-01", "2026-03-31"),
        """
        with tickets as (
            select team_name, sum(resolved_ticket_count) as resolved
            from marts.resolved_tickets where closed_date between '2026-01-01' and '2026-03-31' group by all
        ), answers as (
            select team_name, count_if(is_satisfied) / count(*) as satisfaction
            from marts.customer_satisfaction where answered_date between '2026-01-01' and '2026-03-31' group by all
        )
        select coalesce(tickets.team_name, answers.team_name), resolved, satisfaction
        from tickets full join answers on tickets.team_name is not distinct from answers.team_name
        """,
    ),
    "each stage of each pipeline": (
        ["time_in_stage", "time_in_stage_median"],
        ["pipeline_name", "ticket_time_in_pipeline__stage_name"],
        [],
        None,
        """
        select pipeline_name, stage_name, avg(span_seconds), median(span_seconds)
        from marts.ticket_time_in_pipeline group by all
        """,
    ),
    "agents, per month": (
        ["agent_utilization", "available_outside_working_hours"],
        ["metric_time__month", "agent_id"],
        [entity("source", "acorn_support")],
        ("2026-02-01", "2026-04-30"),
        """
        with handling as (
            select date_trunc('month', report_date) as month, agent_id,
                sum(handling_in_schedule_seconds_sum) / nullif(sum(scheduled_seconds_sum), 0) as utilization
            from marts.agent_utilization
            where source = 'acorn_support' and report_date between '2026-02-01' and '2026-04-30' group by all
        ), hours as (
            select date_trunc('month', report_date) as month, agent_id, sum(outside_seconds_sum) as outside
            from marts.working_hours_availability
            where source = 'acorn_support' and report_date between '2026-02-01' and '2026-04-30' group by all
        )
        select month, agent_id, utilization, outside from handling full join hours using (month, agent_id)
        """,
    ),
    "peak within a scope": (
        ["max_available_users"],
        ["metric_time__month", "max_available_users__scope_type", "max_available_users__scope_id"],
        [],
        ("2026-01-01", "2026-04-30"),
        """
        select date_trunc('month', report_date), scope_type, scope_id, max(max_available_agent_count)
        from marts.max_available_users where report_date between '2026-01-01' and '2026-04-30' group by all
        """,
    ),
    "open tickets on the last day of each month, of a team that has none then": (
        ["unresolved_tickets"],
        ["metric_time__month", "source"],
        [entity("team_name", "Billing")],
        ("2026-02-01", "2026-03-10"),
        f"""
        {last_days("unresolved_tickets", "2026-02-01", "2026-03-10")}
        select date_trunc('month', report_date), source, coalesce(sum(unresolved_ticket_count), 0)
        from last_days left join (from marts.unresolved_tickets where team_name = 'Billing') using (source, report_date)
        where source = 'acorn_support'
        group by all
        """,
    ),
    "age of open tickets on the last day of a range": (
        ["open_ticket_age", "open_ticket_age_denominator"],
        ["team_name"],
        [entity("pipeline_name", "Support")],
        ("2026-01-01", "2026-02-10"),
        """
        select team_name, sum(today.age_days_sum) / sum(today.open_ticket_count),
            coalesce(sum(today.open_ticket_count), 0)
        from (select distinct team_name from marts.open_ticket_age where pipeline_name = 'Support')
        left join (from marts.open_ticket_age where pipeline_name = 'Support' and report_date = '2026-02-10') as today
            using (team_name)
        group by all
        """,
    ),
    "rates of a year are rows of their own": (
        ["customer_churn_rate_per_year", "customer_retention_rate_per_year"],
        ["metric_time__year", "segment"],
        [],
        None,
        """
        select period_start_date, segment, sum(lost_customer_count) / nullif(sum(start_customer_count), 0),
            sum(kept_customer_count) / nullif(sum(start_customer_count), 0)
        from marts.customer_retention where frequency = 'year' group by all
        """,
    ),
}

# The denominators that no single row of a mart has: the whole of a share, the hours and the dates that passed.
SHARES = """
    with words as (
        select distinct {word} from marts.{mart}
    ), months as (
        select date_trunc('month', created_date) as month, {word}, sum(ticket_count) as tickets
        from marts.{mart} where {where} group by all
    ), wholes as (
        select month, sum(tickets) as tickets from months group by month
    )
    select wholes.month, words.{word}, coalesce(months.tickets, 0) / wholes.tickets
    from wholes cross join words
    left join months on wholes.month = months.month and words.{word} is not distinct from months.{word}
"""
# Dates of the accounts that have such a place, and their half hours.
DATES = """
    with accounts as (
        select source, min(report_date) as first_date, max(as_of) as as_of,
        from marts.{mart} group by source having count_if({where}) > 0
    ), dates as (
        select distinct report_date, day_start_at, day_end_at
        from accounts join marts.reporting_calendar on report_date between first_date and cast(as_of as date)
        where report_date between '{first}' and '{last}'
    )
"""
SPRING = {"first": "2026-02-10", "last": "2026-04-05"}
BILLING = {"where": "team_name = 'Billing'"}
QUESTIONS |= {
    "share of each type within a team": (
        ["ticket_share_by_type"],
        ["metric_time__month", "ticket_type"],
        [entity("team_name", "Front desk")],
        ("2026-01-01", "2026-03-31"),
        SHARES.format(
            word="ticket_type",
            mart="tickets_by_type",
            where="team_name = 'Front desk' and created_date between '2026-01-01' and '2026-03-31'",
        ),
    ),
    "share of each type in everything": (
        ["ticket_share_by_type"],
        ["metric_time__month", "ticket_type"],
        [],
        None,
        SHARES.format(word="ticket_type", mart="tickets_by_type", where="true"),
    ),
    "share of one type, per owner": (
        ["ticket_share_by_type"],
        ["owner_name"],
        [entity("ticket_type", "bug")],
        None,
        """
        select owner_name, sum(case when ticket_type = 'bug' then ticket_count else 0 end) / sum(ticket_count)
        from marts.tickets_by_type group by all
        """,
    ),
    "share of each channel, other than one pipeline": (
        ["ticket_share_by_channel"],
        ["metric_time__month", "channel"],
        ["{{ Entity('pipeline_name') }} <> 'Support'"],
        None,
        SHARES.format(word="channel", mart="tickets_by_channel", where="pipeline_name <> 'Support'"),
    ),
    "share of each channel among one type of a source": (
        ["ticket_share_by_channel"],
        ["metric_time__month", "channel"],
        [entity("ticket_type", "question"), entity("source", "acorn_support")],
        None,
        SHARES.format(
            word="channel",
            mart="tickets_by_channel",
            where="ticket_type = 'question' and source = 'acorn_support'",
        ),
    ),
    "messages per hour, by hour of the day": (
        ["messages_by_hour", "messages_by_hour_received"],
        ["message_hours__hour_of_day"],
        [entity("team_name", "Billing")],
        (SPRING["first"], SPRING["last"]),
        DATES.format(mart="time_of_day", **BILLING, **SPRING)
        + """
        select hour_of_day, coalesce(sent, 0) / days, coalesce(received, 0) / days
        from range(24) as hours (hour_of_day) cross join (select count(*) as days from dates)
        left join (
            select hour_of_day, sum(sent_message_count) as sent, sum(received_message_count) as received
            from marts.time_of_day join dates using (report_date) where team_name = 'Billing' group by hour_of_day
        ) using (hour_of_day)
        """,
    ),
    "messages per hour of each channel, per month": (
        ["messages_by_hour"],
        ["metric_time__month", "source", "channel"],
        [],
        None,
        """
        with accounts as (
            select source, min(report_date) as first_date, max(as_of) as as_of from marts.time_of_day group by source
        ), hours as (
            select source, date_trunc('month', report_date) as month,
                sum(epoch(day_end_at - day_start_at)) / 3600 as hours
            from accounts join marts.reporting_calendar on report_date between first_date and cast(as_of as date)
            group by all
        ), sent as (
            select date_trunc('month', report_date) as month, source, channel, sum(sent_message_count) as sent
            from marts.time_of_day group by all
        )
        select month, source, channel, coalesce(sent, 0) / hours
        from (select distinct source, channel from sent) join hours using (source)
        left join sent using (month, source, channel)
        """,
    ),
    "tickets logged per day, of one team and by month": (
        ["logged_per_day"],
        ["metric_time__month"],
        [entity("team_name", "Billing")],
        ("2026-02-01", "2026-03-31"),
        DATES.format(mart="tickets_logged_vs_closed", **BILLING, first="2026-02-01", last="2026-03-31")
        + """
        select date_trunc('month', report_date), coalesce(sum(logged), 0) / count(*)
        from dates left join (
            select report_date, sum(logged_count) as logged
            from marts.tickets_logged_vs_closed where team_name = 'Billing' group by report_date
        ) using (report_date)
        group by all
        """,
    ),
    "tickets logged per day, all accounts, by pipeline": (
        ["logged_per_day"],
        ["source", "pipeline_name"],
        [],
        None,
        """
        with accounts as (
            select source, cast(max(as_of) as date) - min(report_date) + 1 as days
            from marts.tickets_logged_vs_closed group by source
        )
        select source, pipeline_name, sum(logged_count) / any_value(days)
        from marts.tickets_logged_vs_closed join accounts using (source) group by all
        """,
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_answer_equals_plain_sql(metrics: Metrics, question: str) -> None:
    names, by, where, between, statement = QUESTIONS[question]
    asked = rounded(metrics.ask(names, by, where, between))
    assert asked == rounded(metrics.sql(statement))
    assert len(asked) > 1
    assert any(value for row in asked for value in row[len(by) :]) or question.endswith("none then")
