"""Make the folders and files of an empty home: `python -m orchestration.prepare` prints its DAGSTER_HOME."""

import sys

from orchestration.dagster_home import ensure_dagster_home
from orchestration.lake import ensure_lake
from orchestration.settings import Settings


def main() -> int:
    """Make the home folder so that dbt, Dagster and the nightly can start in it; returns the exit code."""
    try:
        settings = Settings.from_environment()
        ensure_lake(settings)
        (settings.home / "spill").mkdir(parents=True, exist_ok=True)
        print(ensure_dagster_home(settings))
    except (OSError, ValueError) as error:
        print(f"prepare: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
