"""Gates before a publication, another try, reading again from a day on, and what may go after a while."""

import errno
import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from loader_house import TICKETS, House

from orchestration import publication, registry, steps
from orchestration.books import changed
from orchestration.failing_rows import check_metadata
from orchestration.journal import Journal
from orchestration.publish import Published
from orchestration.raw_batches import read_batch, read_loads
from orchestration.raw_tables import read_raw_tables
from orchestration.reread import Forgotten, forget
from orchestration.retention import drop_stale_test_tables, remove_old_logs, tidy
from orchestration.row_counts import is_history, shrunk
from orchestration.settings import Settings
from orchestration.suites import SHARE_COLUMN

AT = "2026-01-01T00:00:00Z"
DAY = TICKETS + f"1,{AT},low\n"


def fill(place: Path, **tables: dict[str, int] | int) -> None:
    """A database of marts, with rows per account or without accounts."""
    with duckdb.connect(str(place)) as connection:
        connection.execute("create schema if not exists marts")
        for name, rows in tables.items():
            accounts = rows.items() if isinstance(rows, dict) else [(None, rows)]
            columns = {source: f"'{source}' as source" if source else "1 as x" for source, _ in accounts}
            parts = [f"select {columns[source]} from range({count})" for source, count in accounts]
            connection.execute(f"create or replace table marts.{name} as {' union all '.join(parts)}")


@pytest.mark.parametrize(
    ("before", "now", "history", "allowed", "verdicts"),
    [
        # Nothing lost, or more than before.
        ({"a": 100}, {"a": 100}, True, (), []),
        ({"a": 100}, {"a": 300, "b": 1}, True, (), []),
        # A few rows corrected away: no word. A little more: shows. A fifth: still shows. Beyond: blocks.
        ({"a": 100}, {"a": 98}, True, (), []),
        ({"a": 100}, {"a": 97}, True, (), [("a", False)]),
        ({"a": 100}, {"a": 80}, True, (), [("a", False)]),
        ({"a": 100}, {"a": 79}, True, (), [("a", True)]),
        # Of a few rows a share says nothing; none at all says enough.
        ({"a": 10}, {"a": 1}, True, (), [("a", False)]),
        ({"a": 3}, {}, True, (), [("a", True)]),
        # An account that vanishes behind one that grows.
        ({"a": 100, "b": 100}, {"b": 900}, True, (), [("a", True)]),
        # Said to be meant.
        ({"a": 100}, {}, True, ("other", "t"), [("a", False)]),
        ({"a": 100}, {}, True, ("all",), [("a", False)]),
        # The state of now may empty.
        ({"a": 100}, {"a": 50}, False, (), []),
        ({"a": 100}, {}, False, (), [("a", False)]),
        # Without accounts.
        (100, 0, True, (), [("", True)]),
        (0, 0, True, (), []),
    ],
)
def test_rows_against_the_last_publication(  # noqa: PLR0913
    tmp_path: Path, before: Any, now: Any, allowed: tuple[str, ...], verdicts: list[Any], *, history: bool
) -> None:
    fill(tmp_path / "warehouse.duckdb", t=now or {"a": 0})
    assert shrunk(tmp_path, {"t": history}, allowed) == []
    fill(tmp_path / "helpdesk.duckdb", t=before)
    assert [(one.source, one.blocks) for one in shrunk(tmp_path, {"t": history}, allowed)] == verdicts


def test_a_table_that_is_built_no_more_shows(tmp_path: Path) -> None:
    fill(tmp_path / "helpdesk.duckdb", retired={"a": 5}, t={"a": 5})
    fill(tmp_path / "warehouse.duckdb", retired={"a": 5}, t={"a": 5})
    (lost,) = shrunk(tmp_path, {"t": True})
    assert (lost.blocks, lost.line()) == (False, "retired, account a: 5 rows were published, now there are 0")


def test_snapshots_of_now_may_empty_and_no_other() -> None:
    assert not is_history({"shape": "snapshot", "default_date": "as_of"})
    assert is_history({"shape": "snapshot", "default_date": "report_date"})
    assert all(is_history(meta) for meta in ({}, {"shape": "event"}, {"shape": "daily"}, {"shape": "period"}))


@pytest.fixture
def publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], dg.ExecuteInProcessResult]]:
    """Runs the publication of one mart, `t`, in Dagster; the copy itself is left out."""
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path))
    monkeypatch.setattr(publication, "published_models", lambda _: {"t": {"shape": "event"}})

    def publish(home: Path, _: Any, **_options: bool) -> Published:
        return Published({"t": 1}, {"quarantine": 0}, {}, home / "warehouse.duckdb")

    monkeypatch.setattr(publication, "publish", publish)

    @dg.asset(key=["marts", "t"], group_name="marts")
    def mart() -> None:
        """A mart."""

    asset = publication.published_assets(mart)
    with dg.DagsterInstance.ephemeral() as instance:
        resources = {"journal": dg.ResourceDefinition.hardcoded_resource(Journal())}
        yield lambda: dg.materialize([asset], resources=resources, instance=instance, raise_on_error=False)


def test_a_loss_blocks_the_publication_and_its_check_names_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, publishing: Callable[[], dg.ExecuteInProcessResult]
) -> None:
    fill(tmp_path / "warehouse.duckdb", t={"a": 0})
    first = publishing()
    assert first.success
    assert [check.passed for check in first.get_asset_check_evaluations()] == [True]
    fill(tmp_path / "helpdesk.duckdb", t={"a": 7})
    blocked = publishing()
    assert not blocked.success
    (check,) = blocked.get_asset_check_evaluations()
    assert (check.passed, check.severity.value) == (False, "ERROR")
    assert check.metadata["findings"].value == "- t, account a: 7 rows were published, now there are 0"
    (failure,) = [event for event in blocked.all_events if event.is_step_failure]
    said = failure.step_failure_data.user_failure_data
    assert said is not None
    assert str(said.description).endswith("if that is meant: HELPDESK_ALLOW_SHRINK=t")
    monkeypatch.setenv("HELPDESK_ALLOW_SHRINK", "t, u")
    allowed = publishing()
    assert allowed.success
    assert [check.severity.value for check in allowed.get_asset_check_evaluations()] == ["WARN"]


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EBUSY, "busy"), True),
        (PermissionError(errno.EACCES, "Permission denied"), False),
        (OSError(errno.EROFS, "Read-only file system"), False),
        (duckdb.IOException('IO Error: Could not set lock on file "x": Conflicting lock is held'), True),
        (duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block"), True),
        (duckdb.CatalogException("Catalog Error: Table with name t does not exist!"), False),
        (MemoryError(), True),
    ],
)
def test_only_what_may_pass_is_tried_again(tmp_path: Path, error: Exception, *, passes: bool) -> None:
    for attempt in range(len(steps.WAITS) + 1):
        again = passes and attempt < len(steps.WAITS)
        with pytest.raises(dg.RetryRequested if again else dg.Failure) as raised, steps.step(tmp_path, attempt):
            raise error
        if again:
            assert raised.value.seconds_to_wait == steps.WAITS[attempt]  # type: ignore[union-attr]


def test_a_step_that_succeeds_at_the_second_try_is_green(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "WAITS", (0, 0))
    tries: list[int] = []

    @dg.asset
    def thing(context: dg.AssetExecutionContext) -> None:
        with steps.step(tmp_path, context.retry_number):
            tries.append(context.retry_number)
            if len(tries) < 3:
                raise OSError(errno.ENOSPC, "No space left on device")

    assert dg.materialize([thing]).success
    assert tries == [0, 1, 2]
    monkeypatch.setenv("HELPDESK_RETRIES", "0")
    tries.clear()
    assert not dg.materialize([thing], raise_on_error=False).success
    assert tries == [0]


def test_the_rows_that_failed_a_test_stand_in_its_check() -> None:
    with duckdb.connect() as warehouse:
        warehouse.execute("create schema test_failures")
        warehouse.execute("create table test_failures.t as select range as ticket_id from range(20)")
        found = check_metadata(warehouse, "/w.duckdb", {"relation_name": '"test_failures"."t"'})
        assert found["failing_rows_table"] == "test_failures.t"
        assert [record.data["row"] for record in found["failing_rows"].records][:2] == [
            '{"ticket_id":0}',
            '{"ticket_id":1}',
        ]
        assert len(found["failing_rows"].records) == 10
        gone = check_metadata(warehouse, "/w.duckdb", {"relation_name": '"test_failures"."never_ran"'})
        assert "failing_rows" not in gone


def share(house: House, table: str) -> list[float]:
    """Rows of the newest export of acme against the exports before it, as the raw check sees them."""
    declared = read_raw_tables(house.settings.staging)["other"][table]
    with duckdb.connect() as connection:
        loads = read_loads(connection, house.settings, "other")[table]
        volumes = read_batch(connection, house.settings, declared, loads).volumes
    return [float(found) for found in volumes[SHARE_COLUMN]] if len(volumes) else []


def deliver(house: House, day: int, *, tickets: int, agents: int | None = 1) -> None:
    """A delivery of tickets and agents; None leaves the file of agents away."""
    house.note(f"acme/{day}", exported_at=f"2026-01-0{day}T00:00:00Z")
    house.drop(f"acme/{day}/tickets.csv", TICKETS + "".join(f"{day}{row},{AT},low\n" for row in range(tickets)))
    if agents:
        house.drop(f"acme/{day}/agents.csv", "agent_id\n" + "".join(f"{row}\n" for row in range(agents)))
    house.load()


def test_volume_is_compared_with_earlier_exports(house: House) -> None:
    for day in (1, 2, 3):
        deliver(house, day, tickets=10)
    assert share(house, "tickets") == []
    deliver(house, 4, tickets=12)
    # Agents were the same file every day: an export that brings known rows brings them all the same.
    assert (share(house, "tickets"), share(house, "agents")) == ([1.2], [1.0])
    deliver(house, 5, tickets=1, agents=None)
    assert (share(house, "tickets"), share(house, "agents")) == ([0.1], [0.0])


def test_a_file_that_goes_back_to_what_it_held_is_entered_again(house: House) -> None:
    bad = TICKETS + "1,soon,low\n"
    for content in (bad, DAY, bad, DAY, DAY, bad):
        house.one("tickets.csv", content)
    rows = sorted(house.books("status, loaded_at, quarantined_count, load_id"), key=lambda row: row["loaded_at"])
    assert [row["status"] for row in rows] == ["loaded", "loaded", *["already_loaded"] * 3]
    assert rows[-1]["load_id"] == rows[0]["load_id"]
    before = house.files()
    house.load()
    assert house.files() == before


def state(house: House) -> tuple[Any, ...]:
    """All that is in the lake but for the times of loading."""
    drop = ("loaded_at", "_loaded_at")
    parts = (house.books(), house.rows("tickets"), house.quarantine())
    return tuple([{name: row[name] for name in row if name not in drop} for row in part] for part in parts)


def test_deliveries_are_read_again_from_a_day_on(house: House) -> None:
    for day in (1, 2, 3):
        deliver(house, day, tickets=day, agents=None)
    tables = list(read_raw_tables(house.settings.staging)["other"].values())
    before, loaded = state(house), {row["delivery"]: row["loaded_at"] for row in house.books()}
    assert forget(house.settings, tables, date(2026, 1, 4)) == Forgotten(0, 0)
    assert state(house) == before
    assert forget(house.settings, tables, date(2026, 1, 2)) == Forgotten(2, 0)
    assert [row["delivery"] for row in house.books()] == ["1"]
    house.load()
    assert state(house) == before
    again = {row["delivery"]: row["loaded_at"] for row in house.books()}
    assert [again[day] > loaded[day] for day in "123"] == [False, True, True]


def test_what_is_landed_no_more_is_never_forgotten(house: House) -> None:
    for day in (1, 2):
        deliver(house, day, tickets=day)
    (house.settings.landing / "acme" / "2" / "tickets.csv").unlink()
    # The agents of both days are one load; the first day's file of it is gone.
    (house.settings.landing / "acme" / "1" / "agents.csv").unlink()
    tables = list(read_raw_tables(house.settings.staging)["other"].values())
    before = state(house)
    assert forget(house.settings, tables, date(2026, 1, 1)) == Forgotten(1, 2)
    house.load()
    assert state(house) == before


def test_a_crash_between_forgetting_and_loading_is_made_good(house: House) -> None:
    deliver(house, 1, tickets=2)
    before = state(house)
    forget(house.settings, list(read_raw_tables(house.settings.staging)["other"].values()), date(2026, 1, 1))
    registry.compact(house.settings, most_files=0)
    house.load()
    assert state(house) == before


@pytest.mark.parametrize("remembered", [True, False])
def test_the_registry_becomes_one_file_without_losing_a_row(house: House, *, remembered: bool) -> None:
    for day in (1, 2, 3):
        deliver(house, day, tickets=2)
    house.drop("acme/strange.csv", "x\n")
    house.load()
    before, rows = house.books(), house.rows("tickets")
    folder = house.settings.lake / "files"
    small = len(list(folder.glob("*.parquet"))) - 1
    assert registry.compact(house.settings, most_files=small) == 0
    assert registry.compact(house.settings, most_files=small - 1) == small
    assert len(list(folder.glob("*.parquet"))) == 2
    assert house.books() == before
    if not remembered:
        changed(list(folder.glob("*.parquet")))
    files = house.files()
    assert {one.status for one in house.load().values()} == {"already_loaded", "refused"}
    assert house.files() == files
    assert (house.books(), house.rows("tickets")) == (before, rows)
    deliver(house, 4, tickets=1)
    assert len(house.books()) == len(before) + 2


def test_where_folders_cannot_change_places_the_registry_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(house, 1, tickets=1)
    before = house.files()
    monkeypatch.setattr("orchestration.swap._exchange", lambda *_: False)
    assert registry.compact(house.settings, most_files=0) == 0
    assert house.files() == before


def test_a_compaction_that_would_lose_rows_changes_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(house, 1, tickets=1)
    before = house.files()
    really = registry.literal
    empty = house.settings.lake / "files" / "schema.parquet"
    written: list[Path] = []

    def literal(path: Path) -> str:
        """The place of the new file while it is written, afterwards that of one that has no rows."""
        written.append(path)
        return really(path if len(written) > 1 else empty)

    monkeypatch.setattr(registry, "literal", literal)
    with pytest.raises(RuntimeError, match=r"^2 rows of the registry differ"):
        registry.compact(house.settings, most_files=0)
    assert house.files() == before


def test_tests_that_are_no_more_leave_no_rows_behind(tmp_path: Path) -> None:
    settings = Settings(landing=tmp_path, home=tmp_path)
    assert drop_stale_test_tables(settings) == 0
    (tmp_path / "dbt").mkdir()
    nodes = {"test.a": {"resource_type": "test", "alias": "used"}, "model.a": {"resource_type": "model", "alias": "m"}}
    (tmp_path / "dbt" / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        for schema in ("marts", "test_failures"):
            warehouse.execute(f"create schema {schema}")
            warehouse.execute(f"create table {schema}.used as select 1; create table {schema}.stale as select 1")
    assert drop_stale_test_tables(settings) == 1
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        left = warehouse.execute("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
    assert left == [("marts.stale",), ("marts.used",), ("test_failures.used",)]


def test_old_logs_go_and_new_ones_stay(tmp_path: Path) -> None:
    settings = Settings(landing=tmp_path, home=tmp_path, retention_days=10)
    for name, days in (
        ("logs/nightly.log", 9),
        ("logs/older.log", 11),
        ("dbt/dbt.log.1", 11),
        ("dbt/manifest.json", 11),
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        then = time.time() - days * 86_400
        os.utime(path, (then, then))
    assert remove_old_logs(settings) == 2
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["manifest.json", "nightly.log"]


def test_old_runs_go_and_the_newest_green_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.dagster_home import ensure_dagster_home
    from orchestration.dagster_runs import remove_runs

    monkeypatch.setenv("DAGSTER_HOME", "")
    settings = Settings(landing=tmp_path, home=tmp_path, retention_days=10)
    home = ensure_dagster_home(settings)

    @dg.op
    def nothing() -> None:
        """Nothing."""

    @dg.job
    def night() -> None:
        nothing()

    with dg.DagsterInstance.get() as instance:
        runs = [night.execute_in_process(instance=instance).run_id for _ in range(2)]
        assert remove_runs(settings) == 0
        assert remove_runs(settings, datetime.now(UTC) + timedelta(days=11)) == 1
        assert [run.run_id for run in instance.get_runs()] == runs[1:]
    assert not list(home.rglob(f"*{runs[0]}*"))
    assert list(home.rglob(f"*{runs[1]}*"))


def test_a_run_that_died_leaves_the_pool_and_counts_as_failed(tmp_path: Path) -> None:
    from orchestration.dagster_runs import end_dead_runs

    @dg.job
    def night() -> None:
        """Nothing."""

    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        pool, started = instance.event_log_storage, dg.DagsterRunStatus.STARTED
        pool.set_concurrency_slots(steps.POOL, 1)
        died, waits = (
            instance.create_run_for_job(night, tags=tags, status=started).run_id for tags in ({"told": "yes"}, {})
        )
        assert pool.claim_concurrency_slot(steps.POOL, died, "build").is_claimed
        assert not pool.claim_concurrency_slot(steps.POOL, waits, "build").is_claimed
        assert end_dead_runs(instance, {"told": "yes"}) == 1
        assert pool.claim_concurrency_slot(steps.POOL, waits, "build").is_claimed
        found = {run.run_id: run.status for run in instance.get_runs()}
        assert found == {died: dg.DagsterRunStatus.FAILURE, waits: started}
        # A step that died without being one of these: the pool is free all the same.
        assert end_dead_runs(instance, {"told": "yes"}) == 0
        assert pool.claim_concurrency_slot(steps.POOL, died, "publish").is_claimed


def test_tidying_up_says_what_it_could_not_do(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(house, 1, tickets=1)
    orphan = house.settings.lake / "quarantine" / "nobody.parquet"
    orphan.write_bytes((house.settings.lake / "quarantine" / "schema.parquet").read_bytes())
    house.one("tickets.csv", TICKETS + f"1,soon,low\n2,{AT},low\n")
    before = house.quarantine("given_value")

    def broken(_: Settings) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("orchestration.dagster_runs.remove_runs", broken)
    tidied = tidy(house.settings)
    assert tidied.line() == "tidied up: 1 quarantine files of no load"
    assert tidied.problems == ["tidying up (old runs of Dagster): [Errno 13] Permission denied"]
    assert not orphan.exists()
    assert house.quarantine("given_value") == before == [{"given_value": "soon"}]
