"""The project's own SQL without dbt around it: compiled once per session, by reporting time zone."""

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from orchestration.dbt_assets import PROFILES, dbt_program
from orchestration.settings import PROJECT
from orchestration.sql_text import identifier, literal

SYSTEM = "other"
# UTC has SQL of its own. For any other zone dbt compiles this name, in whose place the zone is put.
ANY_ZONE = "Reporting/Zone"


@dataclass(frozen=True)
class Node:
    """A seed, a model or a test of data: its SQL, and the keys of what it reads."""

    name: str
    kind: str
    layer: str
    relation: str
    code: str
    reads: tuple[str, ...]
    is_view: bool
    may_fail: bool


Nodes = dict[str, Node]


def compile_project(folder: Path) -> Callable[[str], Nodes]:
    """The project's nodes by reporting time zone; compiled into the folder, unless these very files have been before.

    Raises AssertionError with the last of what dbt said when it failed.
    """
    digest = _digest()
    files = {zone: folder / f"{digest}_{zone.replace('/', '_').lower()}.json" for zone in ("UTC", ANY_ZONE)}
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as scratch:
        # dbt works on one thread: both at once.
        running = {zone: _start(zone, Path(scratch) / file.stem) for zone, file in files.items() if not file.exists()}
        for zone, run in running.items():
            said, _ = run.communicate()
            assert run.returncode == 0, said[-6000:]
            nodes = _read_manifest(Path(scratch) / files[zone].stem / "manifest.json")
            made = Path(scratch) / "nodes.json"
            made.write_text(json.dumps({key: asdict(node) for key, node in nodes.items()}), encoding="utf-8")
            made.replace(files[zone])
    texts = {zone: file.read_text(encoding="utf-8") for zone, file in files.items()}
    for old in set(folder.glob("*.json")) - set(files.values()):
        old.unlink()

    def nodes_of(zone: str) -> Nodes:
        text = texts["UTC" if zone == "UTC" else ANY_ZONE].replace(ANY_ZONE, zone)
        return {key: Node(**node) for key, node in json.loads(text).items()}

    return nodes_of


def compile_canonical(place: Path, personal_text: str) -> dict[str, str]:
    """SQL of the canonical tables by key, as HELPDESK_PERSONAL_TEXT changes it; what is parsed stays in the folder.

    Raises AssertionError with the last of what dbt said when it failed.
    """
    run = _start("UTC", place, personal_text, "--select", "path:dbt_project/models/canonical")
    said, _ = run.communicate()
    assert run.returncode == 0, said[-6000:]
    nodes = _read_manifest(place / "manifest.json")
    return {key: node.code for key, node in nodes.items() if node.layer == "canonical" and node.kind == "model"}


def raw_name(key: str) -> str:
    """The table that stands for a raw table of dbt."""
    _, _, system, table = key.split(".")
    return f"warehouse.main.{identifier(f'{system}__{table}')}"


def _digest() -> str:
    """Short for everything that the compiled SQL depends on."""
    folders = [PROJECT / "dbt_project", PROJECT / "seeds", PROJECT / "tests" / "dbt"]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    found = hashlib.sha256(os.fsencode(PROJECT))
    for path in [PROJECT / "dbt_project.yml", PROJECT / "requirements.lock", Path(__file__), *files]:
        found.update(f"{path.relative_to(PROJECT)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:24]


def _start(zone: str, place: Path, personal_text: str = "keep", *more: str) -> subprocess.Popen[str]:
    place.mkdir(parents=True, exist_ok=True)
    command = [dbt_program(), "--quiet", "--no-use-colors", "compile", "--no-introspect"]
    command += ["--vars", json.dumps({"systems": [SYSTEM]}), *more]
    command += ["--target-path", place, "--log-path", place, "--profiles-dir", PROFILES]
    own = {"HELPDESK_HOME": str(place), "HELPDESK_REPORTING_TIMEZONE": zone, "DBT_TARGET": "duckdb"}
    environment = {**os.environ, **own, "HELPDESK_PERSONAL_TEXT": personal_text}
    return subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _read_manifest(path: Path) -> Nodes:
    """Seeds, models and tests in an order in which each follows what it reads."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    raw = {key: source["relation_name"] for key, source in manifest["sources"].items()}
    given: dict[str, dict[str, Any]] = manifest["nodes"]
    found: Nodes = {}

    def add(key: str) -> None:
        # The tests of an adapter that is switched off stay in the manifest.
        is_on = key in given and (given[key]["resource_type"] == "seed" or given[key].get("compiled_code"))
        if is_on and key not in found:
            for name in given[key]["depends_on"].get("nodes", []):
                add(name)
            found[key] = _node(given[key], raw)

    for key in given:
        add(key)
    return found


def _node(given: dict[str, Any], raw: dict[str, str]) -> Node:
    kind, config, reads = given["resource_type"], given["config"], given["depends_on"].get("nodes", [])
    code = given.get("compiled_code", "")
    for key in (key for key in reads if key in raw):
        assert raw[key] in code, f"{given['name']} does not name {raw[key]}"
        code = code.replace(raw[key], raw_name(key))
    if kind == "seed":
        path = PROJECT / given["original_file_path"]
        code = f"from read_csv({literal(path)}, header = true, types = {config['column_types']})"
    return Node(
        name=given["name"],
        kind=kind,
        layer=given["fqn"][1],
        relation=given["relation_name"] or "",
        code=code,
        reads=tuple(reads),
        is_view=config["materialized"] == "view",
        may_fail=config.get("severity", "").lower() == "warn",
    )
