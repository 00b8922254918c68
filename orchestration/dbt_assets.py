"""The dbt project as Dagster assets: models grouped by layer, tests as asset checks, one dbt call for all of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliInvocation, DbtCliResource, DbtProject, dbt_assets
from packaging.version import Version

from orchestration.dbt_metadata import with_metadata
from orchestration.freshness import FRESHNESS
from orchestration.journal import Journal
from orchestration.last_build import build_digest, may_add, project_files
from orchestration.reread import Reread
from orchestration.settings import PROJECT, Settings
from orchestration.spark.marts import bring_marts
from orchestration.spark.target import SparkTarget
from orchestration.steps import POOL, may_pass, step, try_again
from orchestration.systems import systems_in_lake
from orchestration.viewer.door import reports_address

PROFILES = PROJECT / "dbt_project"


class Layers(DagsterDbtTranslator):
    """Groups models by their layer, the first folder below the models' folder; seeds are a layer of their own."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Layer of a dbt node."""
        kind = dbt_resource_props["resource_type"]
        return {"source": "raw", "seed": "seeds"}.get(kind) or dbt_resource_props["fqn"][1]

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        """The asset of a dbt node; a mart says how fresh it should be, and where its report is to be seen."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        if spec.group_name != "marts":
            return spec
        node, address = manifest["nodes"][unique_id], reports_address()
        has_page = address and "question" in node["config"].get("meta", {})
        link = {"report": dg.MetadataValue.url(f"{address}/reports/{node['name']}")} if has_page else {}
        return spec.replace_attributes(freshness_policy=FRESHNESS, metadata={**spec.metadata, **link})

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the model says of itself; its SQL stands in its file."""
        return str(dbt_resource_props.get("description") or "")


class Dbt(DbtCliResource):
    """How dbt is run, without two things that cost nine seconds a night.

    It does not ask the package index for the newest dbt, and makes no second adapter in this process: row counts are
    read after the build, in one query.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:  # noqa: ARG002
        return None


def dbt_program() -> Path:
    """The dbt that is installed beside this interpreter; no PATH is needed."""
    return Path(sys.executable).parent / "dbt"


def target_path(settings: Settings) -> Path:
    """Artifacts of the build. The same folder every night, so that dbt parses only what changed."""
    return settings.home / "dbt"


def parsed_manifest(settings: Settings) -> Path:
    """The manifest with the models of every system, parsed anew when a file of the project is newer.

    Raises:
        ValueError: dbt cannot parse the project; the message is dbt's own.
    """
    # Each engine has its own names of relations.
    folder = settings.home / "dbt" / ("definitions_spark" if SparkTarget.from_environment() else "definitions")
    manifest = folder / "manifest.json"
    if manifest.exists() and manifest.stat().st_mtime > _newest_change():
        return manifest
    command = [
        dbt_program(),
        "--quiet",
        "parse",
        "--project-dir",
        PROJECT,
        "--profiles-dir",
        PROFILES,
    ]
    paths = ["--target-path", folder, "--log-path", folder]
    environment = _environment(settings)
    done = subprocess.run([*command, *paths], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"dbt cannot parse the project:\n{done.stdout}{done.stderr}")
    return manifest


def warehouse_assets(settings: Settings) -> dg.AssetsDefinition:
    """All seeds, models and tests as one subsettable step."""

    @dbt_assets(manifest=parsed_manifest(settings), dagster_dbt_translator=Layers(), name="dbt_build", pool=POOL)
    def dbt_build(
        context: dg.AssetExecutionContext, dbt: Dbt, journal: dg.ResourceParam[Journal], reread: Reread
    ) -> Iterator[Any]:
        settings = Settings.from_environment()
        target = target_path(settings)
        with step(settings.home, context.retry_number):
            journal.begin("build", "nodes")
            journal.dbt_errors.clear()
            (target / "run_results.json").unlink(missing_ok=True)
            run = dbt.cli(_arguments(settings, reread), context=context, target_path=target, raise_on_error=False)
            events: list[Any] = []
            for message in run.stream_raw_events():
                _note(message.raw_event, journal)
                events += message.to_default_asset_events(run.manifest, run.dagster_dbt_translator, context, target)
            if any(may_pass(message) for message in journal.dbt_errors):
                try_again(context.retry_number)
            yield from _described(run, events, settings)
        if error := run.get_error():
            lines = [line for message in journal.dbt_errors for line in message.splitlines() if line.strip()]
            raise dg.Failure(lines[0] if lines else str(error), allow_retries=False)

    return dbt_build


def _arguments(settings: Settings, reread: Reread) -> list[str]:
    """What dbt builds: the systems in use, adding to the last build where that is sound."""
    systems = systems_in_lake(settings)
    digest = os.environ["HELPDESK_BUILD_DIGEST"] = build_digest(settings, systems)
    arguments = ["build", "--vars", json.dumps({"systems": systems})]
    return arguments if may_add(settings, digest) and not reread.day() else [*arguments, "--full-refresh"]


def _described(run: DbtCliInvocation, events: Sequence[Any], settings: Settings) -> Iterator[Any]:
    """The events with what the warehouse says; what a red build has made on Spark stays there."""
    if spark := SparkTarget.from_environment():
        if not run.is_successful():
            return iter(events)
        bring_marts(settings, spark, run.manifest)
    return with_metadata(events, run.manifest, settings)


def dbt_resource(settings: Settings) -> Dbt:
    """How Dagster runs dbt: beside the interpreter, with this project's profile, the home folder absolute."""
    os.environ.update(_environment(settings))
    return Dbt(
        project_dir=os.fspath(PROJECT), profiles_dir=os.fspath(PROFILES), dbt_executable=os.fspath(dbt_program())
    )


def published_models(settings: Settings) -> dict[str, dict[str, Any]]:
    """Tables of the last build that are marts, by their name in the warehouse, with their meta."""
    manifest = json.loads((target_path(settings) / "manifest.json").read_text("utf-8"))
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    return {node["alias"]: node["config"].get("meta", {}) for node in models if node["fqn"][1] == "marts"}


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "HELPDESK_HOME": str(settings.home),
        "HELPDESK_LANDING": str(settings.landing),
        "HELPDESK_REPORTING_TIMEZONE": settings.reporting_timezone,
        "HELPDESK_PERSONAL_TEXT": settings.personal_text,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_USE_COLORS": "false",
    }


def _newest_change() -> float:
    return max(path.stat().st_mtime for path in project_files())


def _note(event: Mapping[str, Any], journal: Journal) -> None:
    """Progress from dbt's own numbering of its nodes; its errors as it words them."""
    data, info = event["data"], event["info"]
    if info["name"] in ("LogTestResult", "LogModelResult", "LogSeedResult"):
        journal.advance(int(data["index"]), int(data.get("total") or data["num_models"]))
    if info["level"] == "error":
        journal.dbt_errors.append(info["msg"])
