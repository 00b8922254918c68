"""Readers never meet the writer: processes that ask without pause while one publication follows the other."""

from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event, Semaphore
from pathlib import Path

import duckdb

from orchestration.lake import ensure_lake
from orchestration.publish import publish
from orchestration.settings import Settings
from tests.killed import SERVER
from tests.soak import ROUNDS

READERS = 3
PUBLICATIONS = 8
MARTS = ("one", "two")
ROWS = 20_000
STEP = 1_000_000
VERSION = f"number // {STEP}"


@dataclass
class Seen:
    """What a reader found: versions in their order, and what should never be."""

    queries: int = 0
    versions: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def build(home: Path, version: int) -> None:
    """A warehouse in which every row says one version; no two rows are equal, so that they lie in the file's blocks."""
    (home / "warehouse.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        for mart in MARTS:
            rows = f"select {version} * {STEP} + i as number from range({ROWS}) as numbers(i)"
            connection.execute(f"create table marts.{mart} as {rows}")


def read_on(home: Path, stop: Event, rounds: Semaphore, there: Connection) -> None:
    """Ask the published file and folder until told to stop; `rounds` counts how often they were asked."""
    seen = Seen()
    while not stop.is_set():
        try:
            found = [_file(home), *(_parquet(home, mart) for mart in MARTS)]
        except duckdb.Error as error:
            seen.faults.append(str(error))
            rounds.release()
            break
        seen.queries += 2 + len(MARTS)
        seen.versions += found[0]
        # The file says one version; each Parquet file too, of a publication that was never older than the file's.
        if {len(versions) for versions in found} != {1} or min(found[1:]) < found[0]:
            seen.faults.append(f"mixed: {found}")
        rounds.release()
    there.send(seen)


def _file(home: Path) -> list[int]:
    """The versions in two tables of the published file, in two queries of one connection."""
    versions: set[int] = set()
    with duckdb.connect(str(home / "helpdesk.duckdb"), read_only=True) as connection:
        for mart in MARTS:
            rows = connection.execute(f"select {VERSION}, count(*) from marts.{mart} group by all").fetchall()
            versions |= {version if count == ROWS else -count for version, count in rows}
    return sorted(versions)


def _parquet(home: Path, mart: str) -> list[int]:
    with duckdb.connect() as connection:
        path = str(home / "marts" / f"{mart}.parquet")
        rows = connection.execute(f"select {VERSION}, count(*) from read_parquet($1) group by all", [path]).fetchall()
    return sorted(version if count == ROWS else -count for version, count in rows)


def wait_for_a_reader(rounds: Semaphore) -> None:
    """Until someone has read since now. Of three readers one then ends three rounds, the last begun after the first."""
    while rounds.acquire(block=False):
        pass
    assert rounds.acquire(timeout=120), "nobody reads"


def test_readers_never_meet_the_writer(tmp_path: Path) -> None:
    settings = Settings(landing=tmp_path / "landing", home=tmp_path / "home", staging=tmp_path / "staging")
    settings.staging.mkdir()
    ensure_lake(settings)
    home = settings.home
    build(home, 1)
    publish(home, MARTS)
    stop = SERVER.Event()
    rounds = SERVER.Semaphore(0)
    ends = [SERVER.Pipe(duplex=False) for _ in range(READERS)]
    readers = [SERVER.Process(target=read_on, args=(home, stop, rounds, there)) for _, there in ends]
    for reader in readers:
        reader.start()
    last = 1 + PUBLICATIONS * ROUNDS
    # A connection that stays open keeps what it had.
    with duckdb.connect(str(home / "helpdesk.duckdb"), read_only=True) as kept:
        for version in range(2, last + 1):
            wait_for_a_reader(rounds)
            build(home, version)
            publish(home, MARTS)
            assert kept.execute(f"select distinct {VERSION} from marts.two").fetchall() == [(1,)]
    wait_for_a_reader(rounds)
    stop.set()
    found: list[Seen] = [here.recv() for here, _ in ends]
    for reader in readers:
        reader.join(60)
    print(f"{READERS} readers, {sum(seen.queries for seen in found)} queries, {last} publications")
    assert [seen.faults for seen in found] == [[] for _ in readers]
    assert [seen.versions for seen in found] == [sorted(seen.versions) for seen in found]
    assert len({version for seen in found for version in seen.versions}) > 1, "nobody read while it was published"
    assert _file(home) == _parquet(home, "one") == [last]
