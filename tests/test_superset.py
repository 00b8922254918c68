"""Superset's assets hold together, and with HELPDESK_SUPERSET=<its virtual environment> it imports and asks them.

That environment has `apache-superset`, `psycopg2-binary`, `rich`, `cachetools` and `flask-caching<2.4`.
"""

import json
import os
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
import yaml

from orchestration.bi.dashboard import CHARTS
from orchestration.bi.datasets import docs_blocks, metric_sql, metrics_of_one_mart, read_models
from orchestration.bi.superset import ADDRESS, superset_files, write_archive
from orchestration.postgres.target import Target
from orchestration.publish_postgres import publish_postgres
from orchestration.semantic_metrics import meta_of
from orchestration.settings import PROJECT
from tests.postgres_server import programs, server

FILES = superset_files()
SUPERSET = os.environ.get("HELPDESK_SUPERSET", "")
PERIOD = ("2026-01-01", "2027-01-01")


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {file["uuid"]: file for name, file in FILES.items() if name.startswith(f"{kind}/")}


def test_the_archive_is_what_superset_reads(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        write_archive(tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        found = {name.split("/", 1)[1]: yaml.safe_load(archive.read(name)) for name in archive.namelist()}
    assert found == FILES
    assert {file["version"] for file in found.values()} == {"1.0.0"}
    assert len({file["uuid"] for file in found.values() if "uuid" in file}) == len(found) - 1
    assert "password" not in ADDRESS
    assert ADDRESS.count(":") == 2, "no password stands in the address"


def test_everything_named_is_there() -> None:
    datasets, charts = of_kind("datasets"), of_kind("charts")
    (database,) = of_kind("databases")
    (board,) = of_kind("dashboards").values()
    assert {one["database_uuid"] for one in datasets.values()} == {database}
    placed = [
        box["meta"]["uuid"] for box in board["position"].values() if isinstance(box, dict) and box["type"] == "CHART"
    ]
    assert sorted(placed) == sorted(charts)
    assert len(charts) == len(CHARTS) >= 12
    for one in charts.values():
        dataset, params = datasets[one["dataset_uuid"]], one["params"]
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        assert set(params.get("metrics") or [params["metric"]]) <= metrics, one["slice_name"]
        assert {*params.get("groupby", []), params.get("x_axis", dataset["main_dttm_col"])} <= columns
        # Every chart bears the time filter, on its mart's own date.
        assert [(f["operator"], f["subject"]) for f in params["adhoc_filters"]] == [
            ("TEMPORAL_RANGE", dataset["main_dttm_col"])
        ]
    (period,) = board["metadata"]["native_filter_configuration"]
    assert period["filterType"] == "filter_time"
    assert period["scope"] == {"rootPath": ["ROOT_ID"], "excluded": []}


def test_every_metric_runs_and_is_a_ratio_of_sums() -> None:
    with duckdb.connect() as connection:
        for name, model in read_models().items():
            columns = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in model["columns"])
            connection.execute(f"create table {name} ({columns})")
            for metric, formula in metrics_of_one_mart(meta_of(model)).items():
                expression = metric_sql(formula, meta_of(model))
                connection.execute(f"select {expression} from {name}")
                assert "avg(" not in expression, metric
    response = read_models()["response_time"]
    metric = meta_of(response)["metrics"]["average_response_time"]
    wanted = "1.0 * sum(response_seconds) / nullif(count(response_seconds), 0)"
    assert metric_sql(metric, meta_of(response)) == wanted


def test_a_state_is_never_summed_over_days() -> None:
    for model in read_models().values():
        for metric in metrics_of_one_mart(meta_of(model)).values():
            if metric["numerator"].startswith("last_sum"):
                assert " / nullif(" in metric_sql(metric, meta_of(model))


def test_descriptions_are_written_out() -> None:
    texts = docs_blocks()
    described = [file["description"] for file in of_kind("datasets").values()]
    described += [column["description"] for file in of_kind("datasets").values() for column in file["columns"]]
    assert texts
    assert all(text and "{{" not in text for text in described)


@pytest.mark.skipif(not SUPERSET, reason="HELPDESK_SUPERSET names no virtual environment with Superset")
def test_superset_imports_it_and_every_chart_answers(story: Path, tmp_path: Path) -> None:
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server on this machine")
    with server(found) as dsn:
        publish_postgres(story, Target(dsn))
        folder = dsn.split()[0].removeprefix("host=")
        write_archive(tmp_path / "superset.zip", f"postgresql+psycopg2://owner@/postgres?host={folder}")
        answer = asked(tmp_path)
        assert answer["dashboards"] == [["Help desk", len(CHARTS), 1]]
        assert {status for status, _ in answer["charts"].values()} == {200}, answer
        assert len(answer["charts"]) == len(CHARTS)
        assert all(rows for _, rows in answer["charts"].values()), "a chart without rows"
        with psycopg.connect(dsn) as connection:
            for title, statement in KPIS.items():
                wanted = connection.execute(statement, PERIOD).fetchall()  # type: ignore[arg-type]
                given = answer["charts"][title][1]
                assert sorted(float(tuple(row.values())[-1]) for row in given) == pytest.approx(
                    sorted(float(value) for (value,) in wanted)
                ), title


# Written without the formulas of the meta.
KPIS = {
    "Average first response time": """
        select avg(first_response_seconds) from marts.first_response_time
        where first_replied_date >= %s and first_replied_date < %s
    """,
    "Customer satisfaction": """
        select avg(is_satisfied::int) from marts.customer_satisfaction
        where answered_date >= %s and answered_date < %s
    """,
    "Average resolution time by team name": """
        select avg(resolution_seconds) from marts.resolution_time
        where closed_date >= %s and closed_date < %s group by team_name
    """,
    "Unresolved tickets": """
        select sum(unresolved_ticket_count) from marts.unresolved_tickets
        where report_date >= %s and report_date < %s group by report_date
    """,
}


def asked(home: Path) -> dict[str, Any]:
    """Set Superset up in this folder, import the archive, ask every chart."""
    config = home / "superset_config.py"
    uri = f"sqlite:///{home}/superset.db"
    config.write_text(f"SECRET_KEY = 'of this test alone'\nSQLALCHEMY_DATABASE_URI = {uri!r}\n")
    environment = {
        **os.environ,
        "SUPERSET_CONFIG_PATH": str(config),
        "SUPERSET_HOME": str(home),
        "FLASK_APP": "superset",
    }

    def run(*command: str) -> str:
        done = subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        return done.stdout

    program = str(Path(SUPERSET) / "bin" / "superset")
    person = ["--username", "admin", "--firstname", "a", "--lastname", "b", "--email", "a@example.com"]
    run(program, "db", "upgrade")
    run(program, "fab", "create-admin", *person, "--password", "admin")
    run(program, "init")
    run(program, "import-dashboards", "-p", str(home / "superset.zip"), "-u", "admin")
    script = str(PROJECT / "tests" / "superset_queries.py")
    said = run(str(Path(SUPERSET) / "bin" / "python"), script, " : ".join(PERIOD))
    return json.loads(next(line for line in said.splitlines() if line.startswith("ANSWER")).removeprefix("ANSWER"))
