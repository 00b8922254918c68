"""Dagster's event log in SQLite, without a new engine for each of the thousands of events of a night."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Connection, Engine, create_engine, event

# Settings with which a deployment chose a storage of its own.
_OWN_STORAGE = ("storage", "event_log_storage")


class EventLog(SqliteEventLogStorage):
    """The same files with the same rows; connections stay open, and SQL is compiled once."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "EventLog":
        """As Dagster makes it from its settings."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        if shard not in self._engines:
            # Makes the file and its tables.
            with super()._connect(shard):
                pass
            self._engines[shard] = _engine(self.conn_string_for_shard(shard))
        with self._db_lock, self._engines[shard].begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close the connections."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def instance_of(home: Path) -> dg.DagsterInstance:
    """The instance of a night, whose DAGSTER_HOME is `home`; a storage that its settings name stays what it is."""
    settings = yaml.safe_load((home / "dagster.yaml").read_text("utf-8")) or {}
    if any(name in settings for name in _OWN_STORAGE):
        return dg.DagsterInstance.get()
    config = {"base_dir": str(home / "history" / "runs")}
    storage = {"module": EventLog.__module__, "class": EventLog.__name__, "config": config}
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides={"event_log_storage": storage}))


def _engine(address: str) -> Engine:
    engine = create_engine(address, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _: Any) -> None:
        # Beside a write-ahead log nothing breaks; a power cut may take the last events of the night it ended.
        connection.execute("pragma synchronous = normal")

    return engine
