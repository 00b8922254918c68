"""Write what Apache Superset imports: `python -m orchestration.bi.superset` makes superset.zip below HELPDESK_HOME."""

import argparse
import sys
import zipfile
from pathlib import Path

import yaml

from orchestration.bi.dashboard import CHARTS, TITLE, chart, dashboard
from orchestration.bi.datasets import VERSION, Words, dataset, docs_blocks, known_as, metrics_of_one_mart, read_models
from orchestration.semantic_metrics import meta_of
from orchestration.settings import Settings

DATABASE = "Help desk marts"
# Superset asks for the password at the import, or takes it from --database; a file has none.
ADDRESS = "postgresql+psycopg2://helpdesk_reader@localhost:5432/helpdesk"
# An archive is one folder with this name or any other.
ROOT = "helpdesk_marts"


def superset_files(address: str = ADDRESS) -> dict[str, Words]:
    """Every file of the archive by its path: database, datasets of marts with metrics, charts, dashboard."""
    models, texts = read_models(), docs_blocks()
    database = {
        "database_name": DATABASE,
        "sqlalchemy_uri": address,
        "uuid": known_as("database"),
        "version": VERSION,
        "expose_in_sqllab": True,
        "allow_dml": False,
        "extra": {"allows_virtual_table_explore": True},
    }
    files: dict[str, Words] = {
        "metadata.yaml": {"version": VERSION, "type": "Dashboard", "timestamp": "2000-01-01T00:00:00+00:00"},
        "databases/helpdesk.yaml": database,
        "dashboards/help_desk.yaml": dashboard(),
    }
    for name, model in models.items():
        if metrics_of_one_mart(meta_of(model)):
            files[f"datasets/helpdesk/{name}.yaml"] = dataset(model, texts)
    for number, one in enumerate(CHARTS, start=1):
        files[f"charts/{number:02}_{one.metric}.yaml"] = chart(one, models[one.mart])
    return files


def write_archive(path: Path, address: str = ADDRESS) -> None:
    """Write the zip; the same marts give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in superset_files(address).items():
            text = yaml.safe_dump(words, sort_keys=False, allow_unicode=True, width=120)
            archive.writestr(zipfile.ZipInfo(f"{ROOT}/{name}"), text)


def main() -> int:
    """Write the archive and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.bi.superset", description=__doc__)
    parser.add_argument("--database", default=ADDRESS, help=f"SQLAlchemy address of the marts (default: {ADDRESS})")
    given = parser.parse_args()
    path = Settings.from_environment().home / "superset.zip"
    write_archive(path, given.database)
    print(f"{path}: dashboard {TITLE!r}, {len(CHARTS)} charts; import it with: superset import-dashboards -p {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
