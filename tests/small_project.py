"""A project of its own with two raw tables and one mart, run by this project's orchestration: nights of seconds."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

FILES = {
    "dbt_project.yml": """
        name: helpdesk_marts
        profile: helpdesk_marts
        model-paths: [dbt_project/models]
        macro-paths: [dbt_project/macros]
        test-paths: [tests/dbt]
        seed-paths: [seeds]
        vars: {systems: [other]}
        models:
          helpdesk_marts:
            +persist_docs: {relation: true, columns: true}
            staging: {+schema: staging, +materialized: view, +persist_docs: {relation: false, columns: false}}
            marts: {+schema: marts, +materialized: table}
        data_tests: {+store_failures: true, +schema: test_failures}
    """,
    "dbt_project/models/staging/other/_other__sources.yml": """
        sources:
          - name: other
            schema: lake
            config:
              meta:
                external_location: >-
                  read_parquet('{{ env_var('HELPDESK_HOME', 'var') }}/lake/raw/other/{name}/*/*.parquet',
                  union_by_name = true)
            tables:
              - name: tickets
                description: One row per ticket.
                config: {meta: {files: ["tickets.*"], key: [ticket_id]}}
                columns:
                  - {name: ticket_id, data_type: text, config: {meta: {required: true}}}
                  - {name: created_at, data_type: timestamp, config: {meta: {required: true}}}
                  - {name: priority, data_type: text, config: {meta: {words: [low, high]}}}
              - name: agents
                description: One row per agent.
                config: {meta: {files: ["agents.*"], key: [agent_id]}}
                columns:
                  - {name: agent_id, data_type: text, config: {meta: {required: true}}}
    """,
    "dbt_project/models/staging/lake/_lake__sources.yml": """
        sources:
          - name: lake
            schema: lake
            config:
              meta:
                external_location: >-
                  read_parquet('{{ env_var('HELPDESK_HOME', 'var') }}/lake/{name}/*.parquet', union_by_name = true)
            tables: [{name: files, description: The loader's books.}]
    """,
    "dbt_project/models/staging/other/stg_other__tickets.sql": """
        select
            tickets._source as source, tickets.ticket_id, tickets.priority,
            cast(tickets.created_at as date) as created_date, files.exported_at as as_of
        from {{ source('other', 'tickets') }} as tickets
        inner join {{ source('lake', 'files') }} as files on tickets._load_id = files.load_id
    """,
    "dbt_project/models/marts/tickets.sql": """
        select *, {{ keyed_hash('ticket_id') }} as hashed_id from {{ ref('stg_other__tickets') }}
    """,
    "dbt_project/models/marts/tickets.yml": """
        models:
          - name: tickets
            description: One row per ticket, it's said.
            config: {meta: {question: "How many?", shape: event, default_date: created_date}}
            columns:
              - name: ticket_id
                description: Id of the ticket.
                data_tests: [not_null]
              - {name: priority, data_tests: [{accepted_values: {arguments: {values: [low]}}}]}
    """,
}
HASH_KEY = "a secret of this test"
NOTE = {"exported_at": "2026-01-05T00:00:00Z"}


def make_project(folder: Path) -> Path:
    """Write the project into an empty folder."""
    shutil.copytree(ROOT / "orchestration", folder / "orchestration", ignore=shutil.ignore_patterns("__pycache__"))
    macros = ("dbt_project/macros/schema_names.sql", "dbt_project/macros/port/hashes.sql")
    for name in ("dbt_project/profiles.yml", *macros):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(textwrap.dedent(text))
    for name in ("seeds", "tests/dbt"):
        (folder / name).mkdir(parents=True)
    return folder


def land(landing: Path, rows: str) -> None:
    """Put a tickets.csv with these rows, and its note, into the landing folder of source acme."""
    (landing / "acme").mkdir(parents=True, exist_ok=True)
    (landing / "acme" / "tickets.csv").write_text("ticket_id,created_at,priority\n" + rows)
    (landing / "acme" / "_export.json").write_text(json.dumps(NOTE))


def nightly(project: Path, landing: Path, home: Path, *more: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run the nightly as its users do, with more arguments, and variables of the environment."""
    command = [sys.executable, "-m", "orchestration.nightly", "--landing", str(landing), "--home", str(home), *more]
    environment = own_environment()
    keep = f"import sys; open('{home}/told', 'a').write(sys.stdin.read())"
    environment["HELPDESK_ALERT_COMMAND"] = f'{sys.executable} -c "{keep}"'
    environment |= {"HELPDESK_PERSONAL_TEXT": "hash", "HELPDESK_HASH_KEY": HASH_KEY} | given
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def own_environment() -> dict[str, str]:
    """The environment without what a deployment sets."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("HELPDESK_", "DAGSTER_"))}
