"""The night's event log holds what Dagster's own would hold, in the same files."""

import sqlite3
from pathlib import Path

import dagster as dg
import pytest

from orchestration.event_log import EventLog, instance_of

TABLES = ("event_logs", "asset_keys", "asset_check_executions")


@dg.multi_asset(
    specs=[dg.AssetSpec("tickets"), dg.AssetSpec("agents")], check_specs=[dg.AssetCheckSpec("full", asset="agents")]
)
def loads() -> object:
    for key in ("tickets", "agents"):
        yield dg.MaterializeResult(key, metadata={"rows": 3})
    yield dg.AssetCheckResult(passed=True, check_name="full", asset_key="agents")


def counts(home: Path) -> list[tuple[str, str, int]]:
    found = []
    for path in sorted((home / "history" / "runs").glob("*.db")):
        name = "index" if path.stem == "index" else "run"
        with sqlite3.connect(path) as log:
            kinds = log.execute("select dagster_event_type, count(*) from event_logs group by 1").fetchall()
            found += [(name, str(kind), count) for kind, count in kinds]
            found += [(name, table, log.execute(f"select count(*) from {table}").fetchone()[0]) for table in TABLES]
    return sorted(found)


def test_the_same_events_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    for name in ("own", "ours"):
        home = tmp_path / name
        home.mkdir()
        (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n", "utf-8")
        monkeypatch.setenv("DAGSTER_HOME", str(home))
        with dg.DagsterInstance.get() if name == "own" else instance_of(home) as instance:
            assert isinstance(instance.event_log_storage, EventLog) == (name == "ours")
            assert dg.materialize([loads], instance=instance).success
            assert instance.get_latest_materialization_event(dg.AssetKey("agents"))
        kept.append(counts(home))
    assert kept[0] == kept[1]
    assert ("index", "ASSET_MATERIALIZATION", 2) in kept[1]


def test_a_storage_of_ones_own_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    settings = "storage: {sqlite: {base_dir: " + str(tmp_path / "elsewhere") + "}}\n"
    (tmp_path / "dagster.yaml").write_text(settings, "utf-8")
    with instance_of(tmp_path) as instance:
        assert not isinstance(instance.event_log_storage, EventLog)
    assert (tmp_path / "elsewhere").exists()
