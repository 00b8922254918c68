"""What a report can show: the metrics of a mart's meta, and its plain counts and times beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from orchestration.formulas import Node, columns, parse, replaced

BUSINESS = "_business_seconds"


@dataclass(frozen=True)
class Measure:
    """A number of a report: numerator over denominator, or the numerator alone."""

    name: str
    unit: str
    numerator: Node
    denominator: Node | None = None
    better: str = "none"
    # Rows that count: column and the value it must have.
    where: tuple[str, Any] | None = None
    # Column whose median and 90th percentile are told.
    events: str | None = None
    # Slicer over which it does not add up: it is told for each value apart.
    apart: str | None = None
    # Slicer whose parts are shares of the whole: the rate is not told within one of them.
    whole: str | None = None
    target: tuple[float, float] | None = None

    @property
    def label(self) -> str:
        """The name as people read it."""
        return humanised(self.name)

    def told(self, statistic: str) -> str:
        """The name of a statistic of it: the median of an average's events is no average."""
        words = {"median": "median", "p90": "90th percentile"}.get(statistic)
        return f"{self.event_label}, {words}" if words else self.label

    @property
    def event_label(self) -> str:
        """What one of its events is called."""
        bare = self.label.removeprefix("Average ")
        return f"{bare[:1].upper()}{bare[1:]}"

    @property
    def is_stock(self) -> bool:
        """Whether it is the state on the last date of a period."""
        return any(node[0] == "last_sum" for node in (self.numerator, self.denominator or ("",)))

    @property
    def foreign(self) -> str | None:
        """The other mart that its denominator stands on."""
        return next((name.partition(".")[0] for name in columns(self.denominator) if "." in name), None)

    @property
    def sides(self) -> tuple[str, ...]:
        """Columns for and against, where the measure is 100 x (for - against)."""
        match self.numerator:
            case ("*", ("number", 100), ("-", ("count_if", str(good), True), ("count_if", str(bad), True))):
                return good, bad
        return ()

    def on_business_clock(self, known: Mapping[str, str]) -> "Measure | None":
        """The same measure in business seconds; None where the mart has no such columns."""
        times = {name for name in (*columns(self.numerator), self.events) if name and name.endswith("_seconds")}
        names = {name: name.removesuffix("_seconds") + BUSINESS for name in times if not name.endswith(BUSINESS)}
        if not names or not set(names.values()) <= set(known):
            return None
        below = replaced(self.denominator, names) if self.denominator else None
        events = names.get(self.events, self.events) if self.events else None
        return replace(self, numerator=replaced(self.numerator, names), denominator=below, events=events)


def humanised(name: str) -> str:
    """A column's or a metric's name as words."""
    if name.endswith("_seconds_sum"):
        name = f"{name.removesuffix('_seconds_sum')} time, sum"
    words = name.replace("_", " ").strip().replace("ai agent", "AI agent")
    return (words[:1].upper() + words[1:]).replace("Ai agent", "AI agent").replace("Kpi", "KPI")


def measures_of(meta: Mapping[str, Any], known: Mapping[str, str]) -> list[Measure]:
    """Metrics first, then the plain measures that no metric tells already; `known` are the mart's columns and types.

    A metric that is another one on the business clock is left to the clock. Raises ValueError for an unknown formula.
    """
    metrics = [_metric(name, given, known) for name, given in _formulas(meta).items()]
    variants = [variant for metric in metrics if (variant := metric.on_business_clock(known))]
    clocks = {(variant.numerator, variant.denominator) for variant in variants}
    metrics = [metric for metric in metrics if (metric.numerator, metric.denominator) not in clocks]
    return [*metrics, *_plain(meta, known, metrics)] if metrics else []


def _formulas(meta: Mapping[str, Any]) -> Mapping[str, Any]:
    """The metrics; where metrics are told by another mart, the cards that show them here."""
    return meta.get("metrics") or meta.get("cards", {})


def _metric(name: str, given: Mapping[str, Any], known: Mapping[str, str]) -> Measure:
    within = str(given.get("within", "")).removeprefix("all ").removesuffix("s").replace(" ", "_")
    target = given.get("target")
    measure = Measure(
        name=name,
        unit=given["unit"],
        numerator=parse(given["numerator"]),
        denominator=parse(given["denominator"]) if "denominator" in given else None,
        better=given["better"],
        where=condition(given["filter"], known) if "filter" in given else None,
        events=given.get("events"),
        apart=given.get("group_by"),
        whole=within if within in known else None,
        target=(float(target[0]), float(target[1])) if target else None,
    )
    unknown = {column for column in columns(measure.numerator) if column not in known}
    if unknown:
        raise ValueError(f"{name} names columns that the mart has not: {', '.join(sorted(unknown))}")
    return measure


def condition(text: str, known: Mapping[str, str]) -> tuple[str, Any]:
    """`is_closed`, `not is_closed` or `status = 'available'` as column and value."""
    column, _, value = (part.strip() for part in text.partition("="))
    wanted: Any = value.strip("'") if value else not column.startswith("not ")
    column = column.removeprefix("not ")
    if column not in known:
        raise ValueError(f"unknown filter {text}")
    return column, wanted


def _plain(meta: Mapping[str, Any], known: Mapping[str, str], metrics: Sequence[Measure]) -> Iterator[Measure]:
    """Counts and times of the mart that can be added up (daily, period) or averaged (events)."""
    told = {metric.numerator for metric in metrics if metric.denominator is None}
    told |= {("sum", metric.events) for metric in metrics if metric.events}
    apart = next((metric.apart for metric in metrics if metric.apart), None)
    is_event = meta["shape"] == "event" or (meta["shape"] == "snapshot" and meta["default_date"] != "report_date")
    for column in meta["measures"]:
        if column in meta.get("never_added", ()) or column.startswith("previous_"):
            continue
        if column.endswith(BUSINESS) and column.removesuffix(BUSINESS) + "_seconds" in known:
            continue
        if column.endswith("_seconds") and is_event and ("sum", column) not in told:
            numerator, denominator = ("sum", column), ("count", column)
            yield Measure(
                f"average_{column.removesuffix('_seconds')}", "seconds", numerator, denominator, events=column
            )
        elif column.endswith(("_count", "_seconds_sum")):
            numerator = (_aggregate(column, meta), column)
            unit = "seconds" if column.endswith("_seconds_sum") else "count"
            if numerator not in told:
                yield Measure(column, unit, numerator, apart=apart)


def _aggregate(column: str, meta: Mapping[str, Any]) -> str:
    if meta["shape"] == "snapshot" and meta["default_date"] == "report_date":
        return "last_sum"
    return column[:3] if column.startswith(("max_", "min_")) else "sum"
