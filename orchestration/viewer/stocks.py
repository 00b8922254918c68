"""Numbers that one select on one mart cannot tell: the state at the end of a period, and ratios of two marts."""

from orchestration.formulas import sql
from orchestration.sql_text import identifier
from orchestration.viewer.asked import Asked
from orchestration.viewer.entries import reports
from orchestration.viewer.sql_parts import (
    Statement,
    filtered,
    grouped_by,
    key_columns,
    period_of,
    select,
    tables_of,
    value_columns,
    where,
)


def stock(made: Statement, asked: Asked, keys: list[str], *, over_time: bool) -> str:
    """Rows of the last date of each period and account, also where nothing is left of it."""
    mart = f"marts.{identifier(asked.report.name)}"
    period = period_of(asked.every, asked.report) if over_time else "null"
    accounts = [f"m.source = {made.bind(value)}" for value in asked.filters.get("source", ())]
    only = f"where {' or '.join(accounts)}" if accounts else ""
    between = f"calendar.report_date between {made.bind(asked.start)} and {made.bind(asked.end)}"
    held = filtered(made, asked)
    rows = f"select m.* from {mart} as m" + (f" where {' and '.join(held)}" if held else "")
    columns = key_columns("last_dates.period" if over_time else None, keys)
    values = value_columns(asked.counted, "mean", zero=not keys)
    join = "inner" if keys else "left"
    return f"""with accounts as (
    select m.source, min(m.report_date) as first_date, max(m.as_of) as as_of from {mart} as m {only} group by m.source
), last_dates as (
    select accounts.source, {period} as period, max(calendar.report_date) as report_date
    from accounts
    inner join marts.reporting_calendar as calendar
        on calendar.report_date >= accounts.first_date and calendar.day_start_at <= accounts.as_of
    where {between}
    group by 1, 2
), rows as (
    {rows}
)
select
    {", ".join(columns + values)}
from last_dates
{join} join rows as m on m.source = last_dates.source and m.report_date = last_dates.report_date
""" + grouped_by("last_dates.period" if over_time else None, keys)


def two_marts(made: Statement, asked: Asked, keys: list[str], *, over_time: bool) -> str:
    """Numerator and denominator each from its mart and by its own date, side by side."""
    measure, other = asked.counted, reports()[asked.counted.foreign or ""]
    parts = []
    for report, by, node in (
        (asked.report, asked.by, measure.numerator),
        (other, other.default_date, measure.denominator),
    ):
        period = period_of(asked.every, report) if over_time else None
        columns = [*key_columns(period, keys), f"{sql(node or ())} as amount"]
        conditions = where(made, asked, report if report is other else None, by)
        tables = tables_of(report, by, over_time=over_time)
        parts.append(select(columns, tables, conditions) + grouped_by(period, keys).partition("order by")[0])
    names = (["period"] if over_time else []) + keys
    same = " and ".join(f"t.{identifier(name)} is not distinct from b.{identifier(name)}" for name in names) or "true"
    shown = [f"coalesce(t.{identifier(name)}, b.{identifier(name)}) as {identifier(name)}" for name in names]
    values = ["coalesce(t.amount, 0) / nullif(b.amount, 0) as value", "coalesce(t.amount, 0) as numerator"]
    chosen = ", ".join([*shown, *values, "b.amount as denominator"])
    order = ", ".join(str(place + 1) for place in range(len(names)))
    text = f"with t as (\n{parts[0]}), b as (\n{parts[1]})\nselect {chosen}\nfrom t\nfull join b on {same}\n"
    return text + (f"order by {order}\n" if order else "")
