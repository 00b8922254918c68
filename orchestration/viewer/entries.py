"""One entry per report, read from the yml that stands beside each mart: the only definition of what a page shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.report_table import MARTS
from orchestration.viewer.measures import Measure, humanised, measures_of
from orchestration.viewer.slicers import Slicer, slicers_of

FAMILIES = {
    "responses": "Waiting and answers",
    "tickets": "Tickets",
    "satisfaction": "Customers and satisfaction",
    "people": "People",
    "customer_agent": "AI agent",
    "scorecard": "All in all",
}
SCORECARD = "kpi_by_period"


@dataclass(frozen=True)
class Report:
    """What the meta of one mart says, ready for a page."""

    name: str
    family: str
    question: str
    asked_as: tuple[str, ...]
    shape: str
    default_date: str
    # Columns of the mart and their types, in their order.
    columns: Mapping[str, str]
    measure_columns: tuple[str, ...]
    # Names of its metrics, those too that are another one on the business clock.
    metrics: tuple[str, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    slicers: Mapping[str, Slicer] = field(default_factory=dict)
    # Whether each measure stands beside the same of the period before.
    has_cards: bool = False
    # Reports that list what stands behind a value, by the column that has it: they are filtered by it.
    leads_to: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name as people read it."""
        return humanised(self.name)

    @property
    def dates(self) -> tuple[str, ...]:
        """Dates that the rows can be dated by, the default one first."""
        others = [name for name, kind in self.columns.items() if kind == "date" and name != self.default_date]
        dated = self.shape in ("event", "snapshot") or self.default_date == "sent_date"
        return (self.default_date, *others) if dated else (self.default_date,)

    @property
    def is_stock(self) -> bool:
        """Whether it is the state at the end of each date."""
        return self.shape == "snapshot" and self.default_date == "report_date"

    @property
    def is_period(self) -> bool:
        """Whether the rows are finished periods of several frequencies."""
        return "frequency" in self.columns

    @property
    def views(self) -> tuple[str, ...]:
        """Ways to look at it, the default one first."""
        if not self.measures:
            return ("scorecard", "rows") if self.name == SCORECARD else ("rows",)
        if self.default_date == "as_of":
            return ("rows", "totals")
        made = ["cards"] if self.has_cards else ["hours"] if "hour_of_day" in self.columns else []
        is_now = self.shape == "snapshot" and not self.is_stock
        made += ["totals", "time"] if is_now else ["time", "totals"]
        made += ["distribution"] if any(measure.events for measure in self.measures.values()) else []
        made += ["tickets"] if {"ticket_id", "ticket_url"} <= set(self.columns) else []
        return tuple(made)


@cache
def reports(marts: Path = MARTS) -> dict[str, Report]:
    """Every report by the name of its mart, family by family; reading them takes about a second, once."""
    made = [
        _report(path.parent.name, model)
        for path in sorted(marts.glob("*/*.yml"))
        for model in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["models"]
        if model.get("config", {}).get("meta")
    ]
    order = [*FAMILIES]
    return {report.name: report for report in sorted(made, key=lambda report: order.index(report.family))}


def told_by() -> dict[str, tuple[str, str]]:
    """The report that tells each metric and what its family is called, by the metric's name."""
    telling = [report for report in reports().values() if not report.has_cards]
    return {name: (report.name, FAMILIES[report.family]) for report in telling for name in report.metrics}


def _report(family: str, model: Mapping[str, Any]) -> Report:
    meta = model["config"]["meta"]
    known = {column["name"]: column["data_type"] for column in model["columns"]}
    return Report(
        name=model["name"],
        family=family,
        question=meta["question"],
        asked_as=tuple(meta["asked_as"]),
        shape=meta["shape"],
        default_date=meta["default_date"],
        columns=known,
        measure_columns=tuple(meta["measures"]),
        metrics=tuple(meta.get("metrics", ())),
        measures={measure.name: measure for measure in measures_of(meta, known)},
        slicers=slicers_of(known, meta["measures"]),
        has_cards="cards" in meta,
        leads_to=meta.get("leads_to", {}),
    )
