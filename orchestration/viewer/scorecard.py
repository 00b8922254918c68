"""Many numbers at once: the cards of a week, and the scorecard of all metrics."""

from orchestration.formulas import columns as columns_of
from orchestration.formulas import replaced, sql
from orchestration.sql_text import identifier, literal
from orchestration.viewer.asked import Asked
from orchestration.viewer.measures import Measure, humanised
from orchestration.viewer.sql_parts import Statement, filtered, where

# How many periods a curve on the scorecard has.
TREND = 12
Columns = list[dict[str, str]]
CARDS = {"metric": "name", "value": "unit", "before": "unit", "unit": "text", "better": "text"}
SCORES = {
    "period_start_date": "date",
    "source": "text",
    "scope_type": "text",
    "scope_id": "text",
    "metric": "name",
    "value": "unit",
    "previous_value": "unit",
    "change_rate": "rate",
    "change_status": "text",
    "target_status": "text",
    "unit": "text",
    "is_lower_better": "boolean",
    "is_partial": "boolean",
}


def cards(asked: Asked) -> tuple[Statement, Columns]:
    """Each measure of the period, beside the same of the period before as the mart itself has it."""
    made = Statement()
    table, held = f"marts.{identifier(asked.report.name)} as m", "\n    and ".join(where(made, asked))
    lines = [f"select {_card(measure)}\nfrom {table}\nwhere {held}\n" for measure in asked.report.measures.values()]
    made.text = "union all\n".join(lines)
    return made, columns_named(CARDS)


def before_of(measure: Measure) -> dict[str, str]:
    """The columns that have the same of the week before."""
    names = (*columns_of(measure.numerator), *columns_of(measure.denominator))
    return {name: f"previous_{name}" for name in names}


def _card(measure: Measure) -> str:
    before = before_of(measure)
    top, below = replaced(measure.numerator, before), measure.denominator and replaced(measure.denominator, before)
    now = sql(measure.numerator) + (f" / nullif({sql(measure.denominator)}, 0)" if measure.denominator else "")
    then = sql(top) + (f" / nullif({sql(below)}, 0)" if below else "")
    words = ", ".join(literal(word) for word in (measure.unit, measure.better))
    return f"{literal(measure.name)}, {now}, {then}, {words}"


def scorecard(asked: Asked) -> tuple[Statement, Columns]:
    """Every metric in the newest periods, of whole accounts unless a scope was chosen."""
    made = Statement()
    held = [*filtered(made, asked), f"m.frequency = {made.bind(asked.every)}"]
    if not asked.filters.keys() & {"scope_type", "scope"}:
        held.append(f"m.scope_type = {made.bind('account')}")
    newest = f"""select distinct period_start_date from marts.kpi_by_period
        where frequency = {made.bind(asked.every)} and period_start_date <= {made.bind(asked.end)}
        order by period_start_date desc limit {TREND}"""
    held.append(f"m.period_start_date in (\n        {newest}\n    )")
    chosen = ", ".join(f"m.{identifier(name)}" for name in SCORES)
    made.text = f"select {chosen}\nfrom marts.kpi_by_period as m\nwhere " + "\n    and ".join(held)
    made.text += "\norder by m.source, m.scope_type, m.scope_id, m.metric, m.period_start_date\n"
    return made, columns_named(SCORES)


def columns_named(kinds: dict[str, str]) -> Columns:
    """Columns of these names and kinds with their labels."""
    labels = {"source": "Account", "scope_id": "Scope", "period_start_date": "Period"}
    return [{"name": name, "kind": kind, "label": labels.get(name, humanised(name))} for name, kind in kinds.items()]
