"""Whole nights that are killed, or meet a disk that is full or read-only: one clear line, and the next is green."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import PROJECT
from tests.killed import Point
from tests.small_project import land, make_project, own_environment
from tests.soak import SOAK

# Where a night of the small project ends, and whether what it started ends with it (the machine went down) or not.
BUILD = Point("orchestration.dbt_assets:_note", 12)
KILLS = [
    (Point("orchestration.unit:move_in", 1), False),
    (Point("orchestration.quality:system_verdicts", 1, after=True), False),
    (Point("orchestration.dbt_assets:_note", 2), True),
    (Point("orchestration.dbt_assets:_note", 20), True),
    (Point("orchestration.dbt_assets:published_models", 1), False),
    (Point("orchestration.publish:swap_in", 1, after=True), False),
    (Point("orchestration.status:end", 1), False),
    (Point("orchestration.retention:tidy", 1), False),
]


@dataclass
class Place:
    """One deployment, and the words that a command begins with to run where its disk is."""

    project: Path
    landing: Path
    home: Path
    before: tuple[str, ...] = ()
    # How this process reaches the disk.
    root: str = ""

    def night(self, retries: int = 3) -> subprocess.CompletedProcess[str]:
        """Run the nightly."""
        with self.start(retries) as night:
            # A night that waits for a dead one would wait for ever.
            stdout, stderr = night.communicate(timeout=1800)
        return subprocess.CompletedProcess(night.args, night.returncode, stdout, stderr)

    def start(self, retries: int = 3) -> subprocess.Popen[str]:
        """Start the nightly."""
        environment = own_environment() | {"HELPDESK_RETRIES": str(retries), "HELPDESK_ALLOW_SHRINK": "all"}
        places = ("--landing", str(self.landing), "--home", str(self.home))
        command = [*self.before, sys.executable, "-m", "orchestration.nightly", *places]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.project, env=environment, stdout=pipe, stderr=pipe, text=True)

    def killed(self, point: Point, *, alone: bool) -> None:
        """Kill a night at a point; `alone` leaves what it started to itself."""
        environment = own_environment() | {"HELPDESK_RETRIES": "3", "PYTHONPATH": str(PROJECT)}
        at = (point.step, str(point.n), "after" if point.after else "before")
        places = ("--landing", str(self.landing), "--home", str(self.home))
        command = [*self.before, sys.executable, "-m", "tests.killed", *at, *places]
        process = subprocess.Popen(
            command, cwd=self.project, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        assert process.wait() == -signal.SIGKILL, f"{point} never came"
        if not alone:
            end_group(process.pid)

    def readable(self) -> Path:
        """The home as this process reaches it."""
        return Path(f"{self.root}{self.home}")

    def published(self) -> dict[str, list[str]]:
        """What readers have; copied first, as DuckDB wants a path that leads there by itself."""
        copy = self.landing.parent / "readers"
        shutil.copytree(self.readable() / "marts", copy / "marts", dirs_exist_ok=True)
        shutil.copy(self.readable() / "helpdesk.duckdb", copy)
        return published(copy)


def end_group(leader: int) -> None:
    """End what a killed process left behind."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def published(home: Path) -> dict[str, list[str]]:
    """Rows of every published table and of its Parquet file, less what says when something was loaded."""
    with duckdb.connect(str(home / "helpdesk.duckdb"), read_only=True) as connection:
        query = "select schema_name, table_name from duckdb_tables() where schema_name in ('marts', 'ops') order by all"
        places = {f"{schema}.{name}": f"{schema}.{name}" for schema, name in connection.execute(query).fetchall()}
        places |= {path.name: f"'{path}'" for path in sorted((home / "marts").iterdir())}
        return {name: _rows(connection, place) for name, place in places.items()}


def _rows(connection: duckdb.DuckDBPyConnection, place: str) -> list[str]:
    what = {"ops.load_audit": "* exclude (loaded_at)", "ops.quarantine": "* exclude (load_id)"}.get(place, "*")
    return sorted(repr(row) for row in connection.execute(f"select {what} from {place}").fetchall())


def audited(home: Path) -> list[tuple[Any, ...]]:
    """Each file of the books, with its rows and whether they are all accounted for."""
    sums = "row_count = kept_count + quarantined_count + repeated_count"
    with duckdb.connect(str(home / "helpdesk.duckdb"), read_only=True) as connection:
        query = f"select distinct source, file, table_name, row_count, {sums} from ops.load_audit order by all"
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project."""
    return make_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def place(project: Path, tmp_path: Path) -> Place:
    """A deployment with something to load."""
    landing = tmp_path / "landing"
    land(landing, "1,2026-01-01T00:00:00Z,low\n,2026-01-01T00:00:00Z,low\n2,2026-01-01T00:00:00Z,low\n")
    return Place(project, landing, tmp_path / "home")


def healed(place: Place) -> dict[str, list[str]]:
    """The next night is green and publishes all that was landed; returns it."""
    night = place.night()
    assert night.returncode == 0, night.stdout[-3000:] + night.stderr[-3000:]
    assert not night.stderr, night.stderr[-3000:]
    found = place.published()
    assert [row.split(", ")[1] for row in found["marts.tickets"]] == ["'1'", "'2'"]
    assert found["marts.tickets"] == found["tickets.parquet"]
    assert [len(found[f"ops.{name}"]) for name in ("load_audit", "quarantine")] == [1, 1]
    return found


@pytest.fixture
def disk(place: Place, tmp_path: Path) -> Iterator[Place]:
    """The deployment with its home on a small disk of its own, in a mount namespace that ends with the test."""
    folder = tmp_path / "disk"
    folder.mkdir()
    script = 'mount -t tmpfs -o size=256m tmpfs "$1" && echo mounted && exec cat'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", str(folder)]
    if not shutil.which("unshare") or not shutil.which("nsenter"):
        pytest.skip("a disk of its own cannot be mounted here: there is no unshare")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as holder:
        assert holder.stdin
        assert holder.stdout
        assert holder.stderr
        if holder.stdout.readline() != b"mounted\n":
            pytest.skip(f"a disk of its own cannot be mounted here: {holder.stderr.read().decode().strip()}")
        enter = ("nsenter", "--target", str(holder.pid), "--user", "--mount", "--preserve-credentials")
        # What enters begins at the root.
        enter += ("env", f"--chdir={place.project}")
        yield Place(place.project, place.landing, folder / "home", enter, f"/proc/{holder.pid}/root")
        holder.stdin.close()


def remounted(disk: Place, option: str) -> None:
    subprocess.run([*disk.before, "mount", "-o", f"remount,{option}", str(disk.home.parent)], check=True)


def filled(disk: Place, left: int) -> Path:
    """A file that leaves so many bytes of the disk."""
    filler = disk.readable().parent / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(filler.parent).free - left))
    return filler


def refused(disk: Place, why: str) -> None:
    """A night that ends in one line, which names the folder."""
    night = disk.night(retries=0)
    assert night.returncode == 1
    assert night.stderr == f"nightly: HELPDESK_HOME cannot be written, {disk.home}: {why}\n"


# Megabytes left: room for nothing, and in a soak for the loader, for the checks, for a part of the build, for all.
LEFT = [0] if not SOAK else [0, 1, 2, 3, 4, 5, 6, 8, 12]


def test_a_disk_that_is_full_or_read_only_is_one_line_and_the_next_night_is_green(disk: Place) -> None:
    remounted(disk, "ro")
    refused(disk, "read-only file system")
    remounted(disk, "rw")
    for left in LEFT:
        filler = filled(disk, left << 20)
        if left:
            short_of_room(disk, left)
        else:
            refused(disk, "no space left on device")
        filler.unlink()
    # Killed in the build for good measure; dbt goes on alone for a while.
    disk.killed(BUILD, alone=True)
    healed(disk)


def short_of_room(disk: Place, left: int) -> None:
    """A night for which the room does not last says so in one line on stderr, or in its closing lines; no traceback.

    What it leaves is there for the next one. Where the room did last, the next one begins anew.
    """
    night = disk.night(retries=0)
    said = f"{left} MB left: {night.stderr}{night.stdout}"
    print(said)
    if not night.returncode:
        shutil.rmtree(disk.readable())
        return
    assert "Traceback" not in said, said
    assert len(night.stderr.splitlines()) <= 1, said
    assert str(disk.home) in said, said
    assert "no space left" in said.lower(), said


def test_a_warehouse_that_someone_holds_is_waited_for(place: Place) -> None:
    place.home.mkdir()
    with duckdb.connect(str(place.home / "warehouse.duckdb")):
        night = place.start()
        while "STEP_UP_FOR_RETRY" not in log_of(place):
            assert night.poll() is None, log_of(place)
            time.sleep(0.1)
    assert night.wait(600) == 0
    assert [row.split(", ")[1] for row in place.published()["marts.tickets"]] == ["'1'", "'2'"]


def log_of(place: Place) -> str:
    path = place.home / "logs" / "nightly.log"
    return path.read_text("utf-8") if path.exists() else ""


@pytest.mark.skipif(not SOAK, reason="ten nights: make soak")
def test_nights_that_are_killed_at_one_step_after_the_other_are_made_good(place: Place) -> None:
    undisturbed = healed(Place(place.project, place.landing, place.home.with_name("undisturbed")))
    # One after the other, so that each also meets what the ones before it left.
    for point, alone in KILLS:
        place.killed(point, alone=alone)
    assert healed(place) == undisturbed
    print(f"{len(KILLS)} nights killed")


@pytest.mark.skipif(not SOAK, reason="five nights of all marts: make soak")
def test_the_story_in_any_order_with_a_night_killed_is_one_night(tmp_path: Path) -> None:
    dice = random.Random(SOAK)  # noqa: S311 - dice, not secrets
    story = PROJECT / "tests" / "fixtures" / "story"
    whole = Place(PROJECT, story, tmp_path / "whole")
    pieces = Place(PROJECT, tmp_path / "landing", tmp_path / "pieces")
    files = [path for path in sorted(story.rglob("*")) if path.is_file() and path.name != "_export.json"]
    files = dice.sample(files, len(files))
    middle = len(files) // 2
    for night, landed in enumerate((files[:middle], files[middle:])):
        for file in landed:
            target = pieces.landing / file.relative_to(story)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
            shutil.copy(file.with_name("_export.json"), target.parent)
        if night:
            pieces.killed(Point("orchestration.dbt_assets:_note", dice.randint(50, 800)), alone=False)
        done = pieces.night()
        # Half of a history may break a test.
        assert done.returncode == 0 or not night, done.stdout[-3000:] + done.stderr
    done = whole.night()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    ours, theirs = published(pieces.home), published(whole.home)
    assert list(ours) == list(theirs)
    # Of two files of one content the first to come is loaded, the other is known.
    assert [name for name in ours if name != "ops.load_audit" and ours[name] != theirs[name]] == []
    assert audited(pieces.home) == audited(whole.home)
    print(f"{len(files)} files in two nights in any order, one killed in the build, {len(ours)} tables equal")
