"""Charts of Superset and the dashboard that holds them, each dated by its mart's own date."""

from dataclasses import dataclass
from typing import Any

from orchestration.bi.datasets import FORMATS, VERSION, Words, known_as
from orchestration.semantic_metrics import meta_of

TITLE = "Help desk"
TIME_FILTER = "NATIVE_FILTER-period"
# Superset's grid has 12 columns; the height is in its units.
ACROSS, HEIGHT = 3, 40


@dataclass(frozen=True)
class Chart:
    """One metric of one mart: a number, bars or a line over time, or a table by a slicer."""

    mart: str
    metric: str
    kind: str = "echarts_timeseries_bar"
    by: tuple[str, ...] = ()
    grain: str = "P1W"

    @property
    def title(self) -> str:
        """The metric in words, and by what."""
        words = [self.metric.replace("_", " ").capitalize(), *(f"by {slicer.replace('_', ' ')}" for slicer in self.by)]
        return " ".join(words)

    @property
    def uuid(self) -> str:
        """The id of the chart in every export."""
        return known_as("chart", self.mart, self.metric, *self.by)


LINE, TABLE, NUMBER = "echarts_timeseries_line", "table", "big_number_total"
CHARTS = (
    Chart("first_response_time", "average_first_response_time", NUMBER),
    Chart("response_time", "average_response_time", NUMBER),
    Chart("resolution_time", "average_resolution_time", NUMBER),
    Chart("customer_satisfaction", "customer_satisfaction", NUMBER),
    Chart("ticket_volume", "ticket_volume"),
    Chart("resolved_tickets", "resolved_tickets"),
    # States of a day stay days: a week would be their mean.
    Chart("unresolved_tickets", "unresolved_tickets", LINE, grain="P1D"),
    Chart("ticket_volume", "ticket_volume", by=("channel",)),
    Chart("first_response_time", "average_first_response_time", LINE, by=("team_name",)),
    Chart("response_time", "average_response_time", TABLE, by=("owner_name",)),
    Chart("resolution_time", "average_resolution_time", TABLE, by=("team_name",)),
    Chart("net_promoter_score", "net_promoter_score", LINE, grain="P1M"),
    Chart("customer_agent_resolutions", "customer_agent_resolution_rate", LINE),
    Chart("first_contact_resolution", "first_contact_resolution_rate", LINE),
)


def chart(one: Chart, model: Words) -> Words:
    """One chart as Superset imports it."""
    meta = meta_of(model)
    date, unit = meta["default_date"], meta["metrics"][one.metric]["unit"]
    period = {"clause": "WHERE", "comparator": "No filter", "expressionType": "SIMPLE", "operator": "TEMPORAL_RANGE"}
    params: Words = {"viz_type": one.kind, "adhoc_filters": [{**period, "subject": date}], "row_limit": 10_000}
    if one.kind == NUMBER:
        params |= {"metric": one.metric, "y_axis_format": FORMATS[unit]}
    else:
        params |= {"metrics": [one.metric], "groupby": list(one.by), "time_grain_sqla": one.grain}
    if one.kind == TABLE:
        params |= {"query_mode": "aggregate", "all_columns": [], "order_desc": True}
    elif one.kind != NUMBER:
        params |= {"x_axis": date, "y_axis_format": FORMATS[unit], "show_legend": bool(one.by)}
    return {
        "slice_name": one.title,
        "description": meta["question"],
        "viz_type": one.kind,
        "params": params,
        "query_context": None,
        "uuid": one.uuid,
        "version": VERSION,
        "dataset_uuid": known_as("dataset", one.mart),
    }


def dashboard() -> Words:
    """The dashboard: four charts in a row, and one filter of the period that all of them obey."""
    rows = [CHARTS[start : start + 12 // ACROSS] for start in range(0, len(CHARTS), 12 // ACROSS)]
    position: Words = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": _box("GRID", "GRID_ID", [f"ROW-{row}" for row in range(len(rows))], ["ROOT_ID"]),
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": TITLE}},
    }
    for number, row in enumerate(rows):
        ids = [f"CHART-{one.uuid}" for one in row]
        above = ["ROOT_ID", "GRID_ID"]
        look = {"background": "BACKGROUND_TRANSPARENT"}
        position[f"ROW-{number}"] = _box("ROW", f"ROW-{number}", ids, above) | {"meta": look}
        for one, place in zip(row, ids, strict=True):
            meta = {"uuid": one.uuid, "sliceName": one.title, "width": ACROSS, "height": HEIGHT, "chartId": 0}
            position[place] = _box("CHART", place, [], [*above, f"ROW-{number}"]) | {"meta": meta}
    return {
        "dashboard_title": TITLE,
        "slug": "help-desk",
        "uuid": known_as("dashboard"),
        "version": VERSION,
        "published": True,
        "position": position,
        "metadata": {"native_filter_configuration": [_period()], "cross_filters_enabled": True},
    }


def _period() -> Words:
    return {
        "id": TIME_FILTER,
        "name": "Period",
        "type": "NATIVE_FILTER",
        "filterType": "filter_time",
        "targets": [{}],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "cascadeParentIds": [],
        "controlValues": {"enableEmptyFilter": False},
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
    }


def _box(kind: str, name: str, children: list[str], parents: list[str]) -> dict[str, Any]:
    return {"type": kind, "id": name, "children": children, "parents": parents}
