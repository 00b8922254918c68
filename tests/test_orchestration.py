"""The nightly from end to end on a project of two tables, and its parts on their own."""

import base64
import fcntl
import hmac
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.journal import PlainJournal, journal_for
from orchestration.lock import WriterBusyError, writer
from orchestration.pictures import rows_per_week
from orchestration.publish import publish
from orchestration.raw_tables import RawColumn, RawTable, read_raw_tables
from orchestration.settings import Settings
from orchestration.swap import swap_in
from orchestration.viewer.entries import reports
from tests.small_project import HASH_KEY, ROOT, land, make_project, nightly


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own with two raw tables and one mart, run by this project's orchestration."""
    return make_project(tmp_path_factory.mktemp("project"))


@dataclass(frozen=True)
class Nights:
    """A green night, after it a red one, and a backfill that stays red, in one home folder."""

    home: Path
    green: subprocess.CompletedProcess[str]
    red: subprocess.CompletedProcess[str]
    backfill: subprocess.CompletedProcess[str]
    published: bytes
    published_after_red: bytes
    status: list[dict[str, Any]]
    told: str


@pytest.fixture(scope="module")
def nights(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """The second night brings a priority that the mart's test does not accept."""
    landing, home = tmp_path_factory.mktemp("landing"), tmp_path_factory.mktemp("home")
    rows = "1,2026-01-01T00:00:00Z,low\n,2026-01-01T00:00:00Z,low\n2,1970-01-01T00:00:00Z,low\n"
    land(landing, rows)
    (landing / "acme" / "strange.txt").write_text("?")
    (landing / "acme" / "agents.csv").write_text("agent_id\n7\n")
    green = nightly(project, landing, home)
    place = home / "helpdesk.duckdb"
    published = place.read_bytes() if place.exists() else b""
    status = [json.loads((home / "status.json").read_text())]
    land(landing, rows + "3,2026-01-02T00:00:00Z,high\n")
    red = nightly(project, landing, home)
    status.append(json.loads((home / "status.json").read_text()))
    told = (home / "told").read_text() if (home / "told").exists() else ""
    published_after_red = place.read_bytes() if place.exists() else b""
    backfill = nightly(project, landing, home, "--reread-from", "2026-01-05")
    return Nights(home, green, red, backfill, published, published_after_red, status, told)


def test_a_green_night_publishes_and_says_so(nights: Nights) -> None:
    said = nights.green.stdout
    assert nights.green.returncode == 0, said + nights.green.stderr
    assert said.splitlines()[-1] == "green"
    assert "loaded: 2 files, 4 rows" in said
    assert "key_null: 1 in acme/tickets.csv" in said
    assert "acme/strange.txt: " in said
    assert "tests: 2 passed, 0 failed, 0 warned" in said
    assert "published: 1 marts, 2 rows" in said
    assert "acme: as of 2026-01-05 00:00:00 UTC" in said
    # An implausible time shows, with its place, and blocks nothing.
    assert "warn other/tickets - created_at_instant" in said
    assert "acme/tickets.csv row 3: 1970-01-01" in said


def test_what_is_published(nights: Nights, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(nights.published)
    with duckdb.connect(str(copy), read_only=True) as reader:
        assert reader.execute("select ticket_id from marts.tickets order by 1").fetchall() == [("1",), ("2",)]
        tables = reader.execute("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
        assert tables == [("marts.tickets",), ("ops.load_audit",), ("ops.quarantine",)]
        held = reader.execute("select source, file, row_number, reason from ops.quarantine").fetchall()
        assert held == [("acme", "tickets.csv", 2, "key_null")]
        audit = (
            "select status, row_count, kept_count + quarantined_count + repeated_count from ops.load_audit order by all"
        )
        assert reader.execute(audit).fetchall() == [("loaded", 1, 1), ("loaded", 3, 3), ("refused", 0, 0)]
        said = reader.execute("select comment from duckdb_tables() where table_name = 'tickets'").fetchall()
        assert said == [("One row per ticket, it's said.",)]
        described = "select comment from duckdb_columns() where table_name = 'tickets' and column_name = 'ticket_id'"
        assert reader.execute(described).fetchall() == [("Id of the ticket.",)]
    # Bytes 12 to 19 of the header: 64 is the storage version that every client since 1.0 reads.
    assert struct.unpack("<Q", nights.published[12:20]) == (64,)


def test_the_key_of_hashes_is_used_and_written_nowhere(nights: Nights) -> None:
    with duckdb.connect(str(nights.home / "helpdesk.duckdb"), read_only=True) as reader:
        hashed = reader.execute("select hashed_id from marts.tickets where ticket_id = '1'").fetchall()
    assert hashed == [(hmac.new(HASH_KEY.encode(), b"1", "sha256").hexdigest(),)]
    halves = [bytes(byte ^ padding for byte in HASH_KEY.encode()) for padding in (0x36, 0x5C)]
    secrets = [HASH_KEY.encode(), *halves, *(half.hex().encode() for half in halves)]
    files = [path for path in nights.home.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert [path for path in files if any(secret in path.read_bytes() for secret in secrets)] == []
    runs = (nights.green, nights.red, nights.backfill)
    assert not any(HASH_KEY in run.stdout + run.stderr for run in runs)


def test_columns_of_the_books_are_as_ruled(nights: Nights) -> None:
    with duckdb.connect(str(nights.home / "helpdesk.duckdb"), read_only=True) as reader:
        audit = [column for column, *_ in reader.execute("describe ops.load_audit").fetchall()]
        quarantine = [column for column, *_ in reader.execute("describe ops.quarantine").fetchall()]
    assert audit == [
        "source",
        "delivery",
        "file",
        "table_name",
        "load_id",
        "loaded_at",
        "row_count",
        "kept_count",
        "quarantined_count",
        "repeated_count",
        "status",
        "reason",
    ]
    assert quarantine == [
        "source",
        "delivery",
        "file",
        "row_number",
        "table_name",
        "column_name",
        "reason",
        "given_value",
        "raw_row",
        "load_id",
    ]


def test_a_red_night_publishes_nothing_and_names_the_rows(nights: Nights) -> None:
    said = nights.red.stdout
    assert nights.red.returncode == 1, said
    assert nights.published_after_red == nights.published
    had = "readers keep what they had (acme as of 2026-01-05T00:00:00Z)"
    assert said.splitlines()[-1] == f"RED: nothing was published, {had}"
    assert "fail accepted_values_tickets_priority__low: Got 1 result" in said
    assert "test_failures.accepted_values_tickets_priority__low" in said
    assert '"value_field":"high"' in said
    assert "published:" not in said
    assert "Traceback" not in said + nights.red.stderr


def test_a_backfill_reads_again_what_is_landed_and_builds_in_full(nights: Nights) -> None:
    said = nights.backfill.stdout
    # The first tickets.csv is no longer there; the second and the agents are.
    assert "read again: 2 loads of other; 1 stay, since not all of their files are landed" in said
    assert "loaded: 2 files, 5 rows" in said
    assert "--full-refresh" in (nights.home / "logs" / "nightly.log").read_text()
    assert nights.backfill.returncode == 1


def test_a_red_night_stays_visible(nights: Nights) -> None:
    green, red = nights.status
    assert (green["state"], green["failure"], green["red_since"]) == ("green", None, None)
    assert red["state"] == "red"
    assert red["failure"].startswith("step dbt_build: ")
    assert "accepted_values_tickets_priority__low" in red["failure"]
    assert red["published_at"] == green["published_at"] == green["ended_at"]
    assert red["as_of"] == green["as_of"] == {"acme": "2026-01-05T00:00:00Z"}
    line, status = nights.told.splitlines()
    assert line == f"help-desk marts: RED: {red['failure']}; readers have: acme 2026-01-05T00:00:00Z"
    assert json.loads(status)["red_since"] == red["red_since"] == red["ended_at"]


def test_dagster_keeps_numbers_to_plot_and_the_rows_that_failed(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dagster as dg

    monkeypatch.setenv("DAGSTER_HOME", str(nights.home / "dagster"))
    with dg.DagsterInstance.get() as instance:

        def metadata(*key: str) -> dict[str, Any]:
            event = instance.get_latest_materialization_event(dg.AssetKey(list(key)))
            assert event is not None
            assert event.asset_materialization is not None
            return {name: found.value for name, found in event.asset_materialization.metadata.items()}

        loaded, mart, published = metadata("other", "tickets"), metadata("marts", "tickets"), metadata("helpdesk")
        for numbers in (loaded, mart, published):
            assert numbers["seconds"] >= 0
        as_of = datetime.fromisoformat("2026-01-05T00:00:00+00:00").timestamp()
        assert (loaded["as_of"], mart["as_of"]) == (as_of, as_of)
        assert {type(one["hours_behind"]) for one in (loaded, mart, published)} == {float}
        # One ticket of 1970 and, loaded twice, two of the week of New Year: the picture ends before 1970.
        assert "from 2025-12-29 to 2025-12-29: at most 3, none in 0 of 1 weeks" in mart["rows_per_week"]
        assert published["reports"] == "http://127.0.0.1:8050"
        assert (loaded["rows_read"], mart["dagster/row_count"], published["dagster/row_count"]) == (4, 5, 2)
        checks = dg.AssetCheckKey(dg.AssetKey(["marts", "tickets"]), "accepted_values_tickets_priority__low")
        record = instance.event_log_storage.get_latest_asset_check_execution_by_key([checks])[checks]
        assert record.evaluation is not None
        found = record.evaluation.metadata
    assert found["failing_rows_table"].value == "test_failures.accepted_values_tickets_priority__low"
    rows = found["failing_rows"]
    assert isinstance(rows, dg.TableMetadataValue)
    assert '"value_field":"high"' in str(rows.records[0].data["row"])


def test_data_docs_are_written(nights: Nights) -> None:
    assert "tickets" in (nights.home / "data_docs" / "other" / "index.html").read_text("utf-8")


def test_a_second_nightly_is_refused_in_one_line(project: Path, tmp_path: Path) -> None:
    with (tmp_path / ".writer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = nightly(project, tmp_path, tmp_path)
    assert second.returncode == 1
    assert second.stderr.startswith("nightly: another run is writing to ")
    assert len((second.stderr + second.stdout).splitlines()) == 1


def test_the_lock_is_shared_within_a_process_and_free_afterwards(tmp_path: Path) -> None:
    take = "import sys, pathlib; from orchestration.lock import writer; writer(pathlib.Path(sys.argv[1])).__enter__()"
    command = [sys.executable, "-c", take, str(tmp_path)]
    with writer(tmp_path):
        with writer(tmp_path):
            pass
        refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert WriterBusyError.__name__ in refused.stderr
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).returncode == 0


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A home folder with a warehouse of two marts and empty books."""
    registry = {
        "files": "'' as source, '' as delivery, '' as file, '' as table_name, '' as load_id,"
        " now()::timestamp as loaded_at,"
        " now()::timestamp as exported_at, '' as content_sha256, 0 as row_count, 0 as kept_count,"
        " 0 as quarantined_count, 0 as repeated_count, '' as status, '' as reason",
        "quarantine": "'' as source, '' as delivery, '' as file, 0 as row_number, '' as table_name, '' as column_name,"
        " '' as reason, '' as given_value, '' as raw_row, '' as load_id",
    }
    for name, columns in registry.items():
        (tmp_path / "lake" / name).mkdir(parents=True)
        duckdb.execute(f"copy (select {columns} limit 0) to '{tmp_path}/lake/{name}/schema.parquet'")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.tickets as select 1 as ticket_id")
        connection.execute("create table marts.retired as select 1 as ticket_id")
    return tmp_path


def count_elsewhere(place: Path) -> str:
    """Rows of the published tickets as a process sees them that has just started."""
    code = f"import duckdb; print(duckdb.connect({str(place)!r}, read_only=True).sql('from marts.tickets').fetchall())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_a_night_that_spills_to_disk_goes_on(project: Path, tmp_path: Path) -> None:
    """More rows than memory, in the first of two models: what is set for each of them can still be set."""
    own = shutil.copytree(project, tmp_path / "project")
    sort = "select row_number() over (order by md5(cast(number as varchar))) as place, number from numbers"
    (own / "dbt_project" / "models" / "marts" / "sorted_numbers.sql").write_text(
        f"with numbers as (select unnest(generate_series(1, 3000000)) as number)\n{sort}\n"
    )
    more = own / "dbt_project" / "models" / "marts" / "tickets_counted.sql"
    more.write_text("select count(*) as ticket_count from {{ ref('sorted_numbers') }}, {{ ref('tickets') }}\n")
    land(tmp_path / "landing", "1,2026-01-01T00:00:00Z,low\n")
    done = nightly(own, tmp_path / "landing", tmp_path / "home", HELPDESK_MEMORY_LIMIT="120MB")
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_open_reader_keeps_the_old_and_a_new_one_sees_the_new(warehouse: Path) -> None:
    place = publish(warehouse, ["tickets"]).path
    with duckdb.connect(str(place), read_only=True) as reader:
        assert reader.execute("from marts.tickets").fetchall() == [(1,)]
        with duckdb.connect(str(warehouse / "warehouse.duckdb")) as connection:
            connection.execute("update marts.tickets set ticket_id = 2")
        assert publish(warehouse, ["tickets"]).marts == {"tickets": 1}
        assert reader.execute("from marts.tickets").fetchall() == [(1,)]
        assert count_elsewhere(place) == "[(2,)]"
    assert duckdb.execute(f"from '{warehouse}/marts/tickets.parquet'").fetchall() == [(2,)]


def test_a_mart_that_is_no_more_leaves_both_places(warehouse: Path) -> None:
    publish(warehouse, ["tickets", "retired"])
    assert sorted(path.name for path in (warehouse / "marts").iterdir()) == ["retired.parquet", "tickets.parquet"]
    publish(warehouse, ["tickets"])
    assert [path.name for path in (warehouse / "marts").iterdir()] == ["tickets.parquet"]
    left = sorted(path.name for path in warehouse.iterdir())
    assert left == ["helpdesk.duckdb", "lake", "marts", "warehouse.duckdb"]


def test_a_publication_that_fails_leaves_the_old(warehouse: Path) -> None:
    place = publish(warehouse, ["tickets"]).path
    before = place.read_bytes()
    with pytest.raises(duckdb.Error):
        publish(warehouse, ["tickets", "unknown"])
    assert place.read_bytes() == before


def test_quarantine_holds_what_the_newest_content_of_a_path_holds(warehouse: Path) -> None:
    lake = warehouse / "lake"
    for number, load in enumerate(("old", "new"), start=1):
        file = (
            f"select 'acme' as source, '' as delivery, 'tickets.csv' as file, 'tickets' as table_name,"
            f" '{load}' as load_id, timestamp '2026-01-0{number}' as loaded_at, null::timestamp as exported_at,"
            f" '{load}' as content_sha256,"
            " 1 as row_count, 0 as kept_count, 1 as quarantined_count, 0 as repeated_count,"
            " 'loaded' as status, '' as reason"
        )
        row = (
            "select 'acme' as source, '' as delivery, 'tickets.csv' as file, 1 as row_number, 'tickets' as table_name,"
            f" 'ticket_id' as column_name, '{load}' as reason, '' as given_value, '' as raw_row, '{load}' as load_id"
        )
        duckdb.execute(f"copy ({file}) to '{lake}/files/{load}.parquet'")
        duckdb.execute(f"copy ({row}) to '{lake}/quarantine/{load}.parquet'")
    assert publish(warehouse, ["tickets"]).ops == {"load_audit": 2, "quarantine": 1}
    with duckdb.connect(str(warehouse / "helpdesk.duckdb"), read_only=True) as reader:
        assert reader.execute("select reason from ops.quarantine").fetchall() == [("new",)]


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_folder_is_swapped_in_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exchanges: bool) -> None:
    if not exchanges:
        monkeypatch.setattr("orchestration.swap._exchange", lambda *_: False)
    for content in ("first", "second"):
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / content).touch()
        swap_in(tmp_path / "new", tmp_path / "place")
        assert [path.name for path in tmp_path.iterdir()] == ["place"]
        assert [path.name for path in (tmp_path / "place").iterdir()] == [content]


TABLE = RawTable(
    system="other",
    name="tickets",
    files=("tickets.*",),
    columns=(
        RawColumn("ticket_id", required=True),
        RawColumn("created_at", data_type="timestamp"),
        RawColumn("first_response_due_at", data_type="timestamp"),
        RawColumn("stage", required=True, words=("open", "closed")),
        RawColumn("priority", words=("low", "high")),
    ),
    key=("ticket_id",),
)
GOOD = {
    "ticket_id": "1",
    "created_at": "2026-01-01T00:00:00Z",
    "created_at_instant": datetime.fromisoformat("2026-01-01"),
    "first_response_due_at": "2030-01-01 00:00",
    "first_response_due_at_instant": datetime.fromisoformat("2030-01-01"),
    "stage": "open",
    "priority": None,
    "_source": "acme",
    "_file": "tickets.csv",
    "_row": 7,
}


@pytest.mark.parametrize(
    ("change", "is_error", "finding"),
    [
        ({}, False, None),
        ({"ticket_id": None}, True, "ticket_id: column values to not be null: 1 of 1 rows (acme/tickets.csv row 7: "),
        ({"stage": "lost"}, True, "stage: column values to be in set: 1 of 1 rows (acme/tickets.csv row 7: lost)"),
        ({"priority": "odd"}, False, "priority: column values to be in set: 1 of 1 rows (acme/tickets.csv row 7: odd)"),
        (
            {"created_at": "soon"},
            False,
            "created_at: column values to match regex: 1 of 1 rows (acme/tickets.csv row 7",
        ),
        ({"created_at_instant": datetime.fromisoformat("1970-01-01")}, False, "created_at_instant: "),
        ({"created_at_instant": datetime.fromisoformat("2026-02-01")}, False, "created_at_instant: "),
        ({"share": 0.1}, False, "share_of_usual_rows: "),
    ],
)
def test_raw_checks_find_what_is_bad(
    tmp_path: Path, change: dict[str, Any], finding: str | None, *, is_error: bool
) -> None:
    import pandas as pd

    from orchestration.suites import SHARE_COLUMN, Batch, check

    share = change.pop("share", None)
    volumes = pd.DataFrame({"_source": ["acme"], SHARE_COLUMN: [share]} if share else {})
    rows = pd.DataFrame([GOOD | change])
    latest = datetime.fromisoformat("2026-01-02")
    verdict = check([Batch(table=TABLE, rows=rows, volumes=volumes, latest=latest, row_total=1)], tmp_path)["tickets"]
    assert verdict.passed == (finding is None)
    assert verdict.is_error == is_error
    assert [line.startswith(finding or "") for line in verdict.findings] == ([True] if finding else [])
    assert (tmp_path / "index.html").exists()


def test_a_missing_column_is_an_error(tmp_path: Path) -> None:
    import pandas as pd

    from orchestration.suites import Batch, check

    rows = pd.DataFrame([{name: given for name, given in GOOD.items() if name != "priority"}])
    batch = Batch(
        table=TABLE, rows=rows, volumes=pd.DataFrame(), latest=datetime.fromisoformat("2026-01-02"), row_total=1
    )
    assert check([batch], tmp_path)["tickets"].is_error


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """What Dagster sees of the project itself, in an empty home folder."""
    names = ("HELPDESK_HOME", "HELPDESK_LANDING", "HELPDESK_REPORTING_TIMEZONE", "DAGSTER_HOME", "DBT_USE_COLORS")
    with pytest.MonkeyPatch.context() as patch:
        for name in (*names, "DBT_SEND_ANONYMOUS_USAGE_STATS"):
            patch.setenv(name, "")
        patch.setenv("HELPDESK_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("HELPDESK_REPORTING_TIMEZONE", "Europe/Helsinki")
        from orchestration.definitions import definitions as load

        yield load()


def test_every_raw_table_is_an_asset_with_a_check_and_feeds_staging(definitions: Any) -> None:
    graph = definitions.resolve_asset_graph()
    checked = {key.asset_key for key in graph.asset_check_keys if key.name == "raw_quality"}
    tables = [
        table for tables in read_raw_tables(Settings.from_environment().staging).values() for table in tables.values()
    ]
    keys = {key.to_user_string(): key for key in graph.materializable_asset_keys}
    for table in tables:
        key = keys[f"{table.system}/{table.name}"]
        assert graph.get(key).group_name == "raw"
        assert graph.get(key).description
        assert key in checked
        assert any(child.path[0] == "staging" for child in graph.get(key).child_keys), table
    assert len(tables) > 20


def test_groups_are_the_layers(definitions: Any) -> None:
    graph = definitions.resolve_asset_graph()
    groups = {graph.get(key).group_name for key in graph.get_all_asset_keys()}
    assert groups == {"raw", "seeds", "semantic", "staging", "canonical", "intermediate", "marts", "published"}
    for key in graph.get_all_asset_keys():
        if key.path[0] in ("staging", "canonical", "intermediate", "marts"):
            assert graph.get(key).group_name == key.path[0]


def test_dbt_tests_are_checks_and_only_marts_feed_the_publication(definitions: Any) -> None:
    graph = definitions.resolve_asset_graph()
    dbt_checks = [key for key in graph.asset_check_keys if key.name != "raw_quality"]
    assert len(dbt_checks) > 50
    # A test that reads several models says in its meta whose check it is; elsewhere Dagster would not show it as one.
    assert {path.stem for path in (ROOT / "tests" / "dbt").glob("*.sql")} <= {key.name for key in dbt_checks}
    (published,) = (key for key in graph.get_all_asset_keys() if graph.get(key).group_name == "published")
    assert {key.path[0] for key in graph.get(published).parent_keys} == {"marts"}


def test_every_mart_says_how_fresh_it_should_be(definitions: Any) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        policy = graph.get(key).freshness_policy
        assert (policy is not None) == (graph.get(key).group_name in ("marts", "published")), key


def test_every_report_links_its_page(definitions: Any) -> None:
    graph = definitions.resolve_asset_graph()
    marts = {key.path[-1]: graph.get(key).metadata for key in graph.get_all_asset_keys() if key.path[0] == "marts"}
    linked = {name: found["report"].value for name, found in marts.items() if "report" in found}
    assert linked == {name: f"http://127.0.0.1:8050/reports/{name}" for name in reports()}


def test_a_picture_has_a_bar_for_each_week_with_rows() -> None:
    picture = rows_per_week({date(2026, 1, 5): 5, date(2026, 1, 19): 10, date(2024, 1, 1): 99}).md_str or ""
    assert picture.endswith("Rows per week from 2026-01-05 to 2026-01-19: at most 10, none in 1 of 3 weeks.")
    drawn = base64.b64decode(picture.split("base64,")[1].split(")")[0]).decode()
    assert [float(height) for height in re.findall(r"v-([\d.]+)h8", drawn)] == [40, 80]


def test_a_backfill_must_say_from_which_day(definitions: Any) -> None:
    job = definitions.resolve_job_def("backfill")
    assert job.run_config["resources"]["reread"]["config"] == {"since": "YYYY-MM-DD"}
    import dagster as dg

    from orchestration.reread import Reread

    with pytest.raises(dg.Failure, match="since is no day"):
        Reread(since="YYYY-MM-DD").day()
    assert Reread().day() is None


def test_the_nightly_runs_at_two_in_the_reporting_time_zone(definitions: Any) -> None:
    schedule = definitions.resolve_schedule_def("every_night")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Europe/Helsinki")


def test_the_sensor_waits_until_the_landing_folder_is_quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dagster as dg

    from orchestration.schedules import landed

    monkeypatch.setenv("HELPDESK_LANDING", str(tmp_path))

    def look(cursor: str | None = None) -> Any:
        return landed(dg.build_sensor_context(cursor=cursor))

    assert "nothing has landed" in str(look().skip_message)
    file = tmp_path / "acme" / "tickets.csv"
    file.parent.mkdir()
    file.write_text("ticket_id")
    assert "still coming in" in str(look().skip_message)
    an_hour_ago = time.time() - 3600
    os.utime(file, (an_hour_ago, an_hour_ago))
    found = look()
    assert len(found.run_requests) == 1
    assert "nothing new" in str(look(found.cursor).skip_message)


def test_plain_lines_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    assert isinstance(journal_for(out), PlainJournal)
    ticks = iter([0.0, 4.0, 12.0, 12.0, 12.0, 20.0])
    journal = PlainJournal(out=out, clock=lambda: next(ticks))
    journal.begin("load", "rows", 500)
    journal.advance(100)
    journal.advance(300)
    journal.end()
    assert out.getvalue().splitlines() == [
        "load: 300 of 500 rows in 12.0 s, 25/s ...",
        "load: 300 of 500 rows in 20.0 s, 15/s done",
    ]
