"""A standalone Spark cluster on loopback: a master, two workers and a Thrift server, from the pyspark package.

`python -m tests.spark.cluster FOLDER` keeps one up until it is interrupted, and says how dbt reaches it.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.spark.java import find_java

LOOPBACK = "127.0.0.1"
WORKERS = 2
PATIENCE_SECONDS = 240
# One core each: a collector beside the work would take it from the work.
JVM = "-Duser.timezone=UTC -XX:+UseSerialGC"
# For some minutes of work: there a JIT that thinks long costs more than it saves.
BRIEF = "-XX:TieredStopAtLevel=1"


@dataclass
class Cluster:
    """What runs, and where it can be asked; processes by name, each a group of its own."""

    folder: Path
    master_port: int
    thrift_port: int
    ui_port: int
    java_home: Path
    jvm: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Variables by which dbt and the nightly reach it."""
        return {
            "DBT_TARGET": "spark",
            "HELPDESK_SPARK_HOST": LOOPBACK,
            "HELPDESK_SPARK_PORT": str(self.thrift_port),
        }

    def ask(self, path: str) -> Any:
        """What the driver's REST API says, below /applications/<this one>/."""
        base = f"http://{LOOPBACK}:{self.ui_port}/api/v1/applications"
        application = _read(base)[0]["id"]
        return _read(f"{base}/{application}/{path}")

    def shuffled(self) -> dict[str, tuple[int, int]]:
        """Bytes that each executor read and wrote in shuffles so far, also those that are gone."""
        return {
            one["hostPort"]: (one["totalShuffleRead"], one["totalShuffleWrite"])
            for one in self.ask("allexecutors")
            if one["id"] != "driver"
        }

    def kill_worker(self) -> str:
        """Kill a worker and its executor as a power cut does; returns its name."""
        name = next(name for name in self.processes if name.startswith("worker"))
        # Executors are children of the worker's process group: both go at once.
        os.killpg(self.processes.pop(name).pid, signal.SIGKILL)
        return name

    def start_worker(self, name: str) -> None:
        """Start a worker with one core; its executor comes when the master has counted it in."""
        size = ["--cores", "1", "--memory", "2g", "--webui-port", "0", "--work-dir", str(self.folder / "work")]
        self.start(name, "worker.Worker", *size, f"spark://{LOOPBACK}:{self.master_port}")

    def start(self, name: str, part: str, *arguments: str) -> None:
        """Start a daemon of Spark's own deployment."""
        command = [str(_spark_home() / "bin" / "spark-class"), f"org.apache.spark.deploy.{part}", "--host", LOOPBACK]
        self._spawn(name, [*command, *arguments])

    def start_thrift(self) -> None:
        """Start the Thrift server, which is the driver too."""
        command = [str(_spark_home() / "bin" / "spark-submit")]
        command += ["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal"]
        for key, value in {"port": str(self.thrift_port), "bind.host": LOOPBACK}.items():
            command += ["--hiveconf", f"hive.server2.thrift.{key}={value}"]
        self._spawn("thrift", command, memory="2g")

    def _spawn(self, name: str, command: list[str], memory: str = "256m") -> None:
        environment = {
            **os.environ,
            "JAVA_HOME": str(self.java_home),
            "SPARK_HOME": str(_spark_home()),
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_LOCAL_DIRS": str(self.folder / "scratch"),
            # The Thrift server counts as a daemon too: its heap is this one.
            "SPARK_DAEMON_MEMORY": memory,
            "SPARK_DAEMON_JAVA_OPTS": self.jvm,
        }
        with (self.folder / "logs" / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self) -> None:
        """End every process that was started here, whatever state it is in."""
        for process in self.processes.values():
            with_group(process, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                with_group(process, signal.SIGKILL)
                process.wait()
            # What the leader left behind goes too.
            with_group(process, signal.SIGKILL)
        self.processes.clear()


def with_group(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a process and all it started; nothing where they have ended."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


@contextmanager
def cluster(folder: Path, *, brief: bool = False) -> Iterator[Cluster]:
    """A cluster whose files stand below `folder`; stopped in any case, also when this process is asked to end.

    `brief` says that there are only minutes of work for it.

    Raises:
        NoJavaError: there is no Java that Spark runs on.
        RuntimeError: a part of it ended or did not answer; the message has the last of what it said.
    """
    java_home = find_java()
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("conf", "events", "logs", "warehouse", "work", "scratch"):
        (folder / name).mkdir(parents=True)
    master_port, master_ui, ui_port, thrift_port = _free_ports(4)
    jvm = f"{JVM} {BRIEF}" if brief else JVM
    _configure(folder, f"spark://{LOOPBACK}:{master_port}", ui_port, jvm)
    made = Cluster(folder, master_port, thrift_port, ui_port, java_home, jvm)
    status = f"http://{LOOPBACK}:{master_ui}/json/"
    # What it started would outlive it otherwise.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        made.start("master", "master.Master", "--port", str(master_port), "--webui-port", str(master_ui))
        _wait(made, "the master", lambda: _read(status))
        for number in range(1, WORKERS + 1):
            made.start_worker(f"worker_{number}")
        made.start_thrift()
        _wait(made, "the workers", lambda: _read(status)["aliveworkers"] == WORKERS)
        _wait(made, "the Thrift server", lambda: _listens(thrift_port))
        yield made
    finally:
        made.stop()


def iceberg_jar() -> Path:
    """The Iceberg runtime for this Spark, out of a wheel that carries it."""
    return next((_package("snowpark_connect_deps_iceberg") / "jars").glob("iceberg-spark-runtime-3.5_2.12-*.jar"))


def _configure(folder: Path, master: str, ui_port: int, jvm: str) -> None:
    metastore = folder / "metastore"
    given = {
        "spark.master": master,
        "spark.app.name": "helpdesk-marts",
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.executor.memory": "2g",
        "spark.executor.cores": "1",
        "spark.ui.port": str(ui_port),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": (folder / "events").as_uri(),
        # On the class path of both: what comes by --jars is lost when the first Thrift session closes.
        "spark.driver.extraClassPath": str(iceberg_jar()),
        "spark.executor.extraClassPath": str(iceberg_jar()),
        "spark.driver.extraJavaOptions": f"{jvm} -Dderby.system.home={folder}",
        "spark.executor.extraJavaOptions": jvm,
        # No IcebergSparkSessionExtensions: with them a view that is replaced keeps its old text.
        "spark.sql.catalog.spark_catalog": "org.apache.iceberg.spark.SparkSessionCatalog",
        "spark.sql.catalog.spark_catalog.type": "hive",
        # Derby has no locks that Iceberg could take.
        "spark.hadoop.iceberg.engine.hive.lock-enabled": "false",
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={metastore};create=true",
        "spark.hadoop.datanucleus.schema.autoCreateAll": "true",
        "spark.hadoop.hive.metastore.schema.verification": "false",
        # Each new thread of the server opens the metastore anew, for half a second: few threads, and none that ends.
        "spark.hadoop.hive.server2.async.exec.threads": "8",
        "spark.hadoop.hive.server2.async.exec.keepalive.time": "86400s",
        "spark.hadoop.hive.server2.thrift.worker.keepalive.time": "86400s",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.scheduler.mode": "FAIR",
        "spark.locality.wait": "0",
    }
    text = "".join(f"{key} {value}\n" for key, value in given.items())
    (folder / "conf" / "spark-defaults.conf").write_text(text, encoding="utf-8")
    logging = "rootLogger.level=warn\nrootLogger.appenderRef.stdout.ref=console\nappender.console.type=Console\n"
    logging += "appender.console.name=console\nappender.console.layout.type=PatternLayout\n"
    logging += "appender.console.layout.pattern=%d{HH:mm:ss} %p %c{1}: %m%n\n"
    (folder / "conf" / "log4j2.properties").write_text(logging, encoding="utf-8")


def _package(name: str) -> Path:
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(f"the package {name} is missing: tests/spark/requirements.lock names it")
    return Path(next(iter(found.submodule_search_locations)))


def _spark_home() -> Path:
    return _package("pyspark")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _read(address: str) -> Any:
    with urlopen(address, timeout=60) as answer:  # noqa: S310 - loopback
        return json.load(answer)


def _listens(port: int) -> bool:
    with socket.create_connection((LOOPBACK, port), timeout=1):
        return True


def _wait(made: Cluster, what: str, answers: Any) -> None:
    """Ask until it answers. Raises RuntimeError when a process has ended, or after PATIENCE_SECONDS."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        for name, process in made.processes.items():
            if process.poll() is not None:
                said = (made.folder / "logs" / f"{name}.log").read_text(errors="replace")
                raise RuntimeError(f"Spark's {name} ended:\n{said[-3000:]}")
        try:
            if answers():
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"{what} did not answer within {PATIENCE_SECONDS} s; see {made.folder / 'logs'}")


def assert_every_worker_shuffled(before: dict[str, tuple[int, int]], now: dict[str, tuple[int, int]]) -> None:
    """As many executors as there are workers read and wrote in shuffles since `before`; prints the bytes of each."""
    grown = {name: tuple(b - a for a, b in zip(before.get(name, (0, 0)), now[name], strict=True)) for name in now}
    print(f"shuffled, bytes read and written: {grown}")
    assert sum(all(both) for both in grown.values()) == WORKERS


def main() -> None:
    """Keep a cluster up until it is interrupted."""
    with cluster(Path(sys.argv[1]).absolute()) as made:
        print(" ".join(f"{key}={value}" for key, value in made.environment().items()), flush=True)
        print(f"http://{LOOPBACK}:{made.ui_port}", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopping")


if __name__ == "__main__":
    main()
