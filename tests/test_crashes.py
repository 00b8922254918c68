"""A process that is killed costs time only: the next run gives what an undisturbed one gives, readers see nothing."""

import random
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from loader_house import TICKETS, House, zipped

from orchestration.load import load_all
from orchestration.publish import publish
from orchestration.settings import STAGING, Settings
from tests.killed import ANY_CALL, Point, calls, killed, load, publish_all
from tests.soak import ROUNDS

ANYWHERE = 6
AT = "2026-01-01T00:00:00Z"
LOAD_STEPS = (
    "os:replace",
    "os:fsync",
    "shutil:rmtree",
    "orchestration.load:ensure_lake",
    "orchestration.load:remove_orphans",
    "orchestration.books:Books.enter",
    "orchestration.books:Fingerprints.save",
    "orchestration.unit:move_in",
    "orchestration.unit:read_file",
    "orchestration.unit:Unit._counted",
    "orchestration.workbench:Workbench.settle_repeats",
    "orchestration.workbench:Workbench.write_rows",
    "orchestration.workbench:Workbench.write_quarantine",
)
PUBLISH_STEPS = (
    "os:replace",
    "os:fsync",
    "shutil:rmtree",
    "orchestration.publish:_copy_mart",
    "orchestration.publish:_write_ops",
    "orchestration.publish:watermarks",
    "orchestration.publish:sync",
    "orchestration.publish:swap_in",
    "orchestration.swap:_exchange",
)
MARTS = ("one", "two")


class Nights:
    """A lake of one system that holds a first night, and a landing folder with more for the second."""

    def __init__(self, root: Path) -> None:
        """Load the first night, land the second."""
        self.house = House(root)
        self.staging = root / "staging"
        shutil.copytree(STAGING / "other", self.staging / "other")
        drop, note = self.house.drop, self.house.note
        note("acme/1", exported_at="2026-01-01T00:00:00Z")
        drop("acme/1/tickets.csv", TICKETS + f"1,{AT},low\n2,soon,low\n1,{AT},low\n")
        drop("acme/1/agents.csv", "agent_id\n")
        load_all(self.settings(root / "home"))
        note("acme/2", exported_at="2026-01-02T00:00:00Z")
        drop("acme/2/tickets.csv", TICKETS + f"1,{AT},high\n3,{AT},low\n,{AT},low\n")
        drop("acme/2/same.zip", zipped(**{"tickets.a.csv": TICKETS + f"1,{AT},low\n2,soon,low\n1,{AT},low\n"}))
        drop("acme/2/messages.csv", f"message_id,ticket_id,sent_at,author_type\n1,1,{AT},customer\n2,1,{AT},ghost\n")
        drop("acme/2/teams.csv", "<html>\n")
        drop("acme/1/agents.csv", "agent_id\n7\n")
        drop("bolt/strange.csv", "x\n")
        self.first = root / "home"

    def settings(self, home: Path) -> Settings:
        """Settings with a home of its own."""
        return Settings(landing=self.house.settings.landing, home=home, staging=self.staging)

    def work(self, name: str) -> tuple[Path, Path, Path]:
        """A copy of the home after the first night, as arguments of one call of the loader."""
        home = self.house.root / name
        shutil.copytree(self.first, home)
        return self.house.settings.landing, home, self.staging


def lake_state(home: Path) -> tuple[Any, ...]:
    """Files, rows, registry and quarantine of a home, less the times of loading."""
    lake = home / "lake"
    files = sorted(str(path.relative_to(lake)) for path in lake.rglob("*"))
    tables = [lake / "files" / "*.parquet", lake / "quarantine" / "*.parquet"]
    tables += [lake / "raw" / "other" / name / "*" / "*.parquet" for name in ("tickets", "agents", "messages", "teams")]
    rows = [_rows(table) for table in tables]
    return files, rows, sorted(path.name for path in (home / "tmp").iterdir())


def _rows(table: Path) -> list[str]:
    found = duckdb.execute("select * from read_parquet($1, union_by_name = true)", [str(table)])
    names = [column[0] for column in found.description or []]
    lasting = [number for number, name in enumerate(names) if name not in ("loaded_at", "_loaded_at")]
    return sorted(repr([row[number] for number in lasting]) for row in found.fetchall())


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """Two nights, the second not yet loaded."""
    return Nights(tmp_path_factory.mktemp("nights"))


@pytest.fixture(scope="module")
def undisturbed(nights: Nights) -> tuple[Any, ...]:
    """The lake after a second night that nothing ended."""
    arguments = nights.work("undisturbed")
    load(*arguments)
    state = lake_state(arguments[1])
    assert [len(rows) for rows in state[1]][2:] == [3, 1, 1, 0]
    assert state[2] == []
    return state


def points(step: str, count: int) -> list[Point]:
    """Before and after the first and the last call of a step; more of them in a soak."""
    numbers = {1, count} if ROUNDS == 1 else set(range(1, count + 1))
    return [Point(step, n, after) for n in sorted(numbers) for after in (False, True)]


def check_loader(nights: Nights, undisturbed: tuple[Any, ...], point: Point, name: str) -> None:
    """Kill one load, run it again."""
    arguments = nights.work(name)
    assert killed(load, arguments, point), f"{point} never came"
    load(*arguments)
    assert lake_state(arguments[1]) == undisturbed, point
    shutil.rmtree(arguments[1])


@pytest.mark.parametrize("step", LOAD_STEPS)
def test_a_load_that_is_killed_at_a_step_is_made_good(nights: Nights, undisturbed: tuple[Any, ...], step: str) -> None:
    count = calls(load, nights.work(f"count_{step}"), step)
    assert count, f"{step} is no step of the loader"
    for point in points(step, count):
        check_loader(nights, undisturbed, point, f"{step}_{point.n}_{point.after}")
    print(f"{len(points(step, count))} loads killed")


def test_a_load_that_is_killed_anywhere_is_made_good(nights: Nights, undisturbed: tuple[Any, ...]) -> None:
    count = calls(load, nights.work("count_anywhere"), ANY_CALL)
    dice = random.Random(1)  # noqa: S311 - dice, not secrets
    for number in range(ANYWHERE * ROUNDS):
        check_loader(nights, undisturbed, Point(ANY_CALL, dice.randint(1, count)), f"anywhere_{number}")


def build(home: Path, version: int) -> None:
    """A warehouse whose marts all say one version."""
    (home / "warehouse.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        for mart in MARTS:
            rows = f"select {version} as version, 'a' as source, now()::timestamp as as_of from range(1000)"
            connection.execute(f"create table marts.{mart} as {rows}")


def versions(home: Path) -> tuple[int, int]:
    """The version that readers find in the published file, and in the folder; each must be of one piece."""
    with duckdb.connect(str(home / "helpdesk.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) > 0 from ops.load_audit").fetchall() == [(True,)]
        places = [[f"marts.{mart}" for mart in MARTS], [f"'{home}/marts/{mart}.parquet'" for mart in MARTS]]
        tables, folder = (
            [connection.execute(f"select version, count(*) from {name} group by all").fetchall() for name in names]
            for names in places
        )
    assert [tables[0], folder[0]] == [tables[1], folder[1]]
    for ((_, rows),) in (tables[0], folder[0]):
        assert rows == 1000
    return tables[0][0][0], folder[0][0][0]


@pytest.fixture(scope="module")
def published(nights: Nights) -> Path:
    """A home with version 1 published and version 2 built."""
    _, home, _ = nights.work("published")
    build(home, 1)
    publish(home, MARTS)
    build(home, 2)
    return home


def check_publication(published: Path, point: Point, home: Path) -> None:
    """Kill one publication, look as a reader, publish again."""
    shutil.copytree(published, home)
    assert killed(publish_all, (home, MARTS), point), f"{point} never came"
    # The folder goes in first: for a moment it may be newer than the file, never older.
    assert versions(home) in ((1, 1), (1, 2), (2, 2)), point
    publish(home, MARTS)
    assert versions(home) == (2, 2), point
    left = {path.name for path in home.iterdir()} - {path.name for path in published.iterdir()}
    assert not left, point
    shutil.rmtree(home)


@pytest.mark.parametrize("step", PUBLISH_STEPS)
def test_a_publication_that_is_killed_at_a_step_is_made_good(published: Path, tmp_path: Path, step: str) -> None:
    home = tmp_path / "count"
    shutil.copytree(published, home)
    count = calls(publish_all, (home, MARTS), step)
    assert count, f"{step} is no step of the publication"
    for point in points(step, count):
        check_publication(published, point, tmp_path / f"{point.n}_{point.after}")
    print(f"{len(points(step, count))} publications killed")


def test_a_publication_that_is_killed_anywhere_is_made_good(published: Path, tmp_path: Path) -> None:
    home = tmp_path / "count"
    shutil.copytree(published, home)
    count = calls(publish_all, (home, MARTS), ANY_CALL)
    dice = random.Random(2)  # noqa: S311 - dice, not secrets
    for number in range(ANYWHERE * ROUNDS):
        check_publication(published, Point(ANY_CALL, dice.randint(1, count)), tmp_path / f"{number}")
