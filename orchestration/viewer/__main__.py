"""`python -m orchestration.viewer`: serve the reports of HELPDESK_HOME until somebody stops it."""

import sys

from orchestration.published_file import PUBLISHED
from orchestration.settings import Settings
from orchestration.viewer.door import Door


def main() -> int:
    """Serve; returns the exit code."""
    try:
        path, door = Settings.from_environment().home / PUBLISHED, Door.from_environment()
    except ValueError as error:
        print(f"reports: {error}", file=sys.stderr)
        return 2
    import uvicorn

    from orchestration.viewer.server import application

    print(f"reports of {path}: http://{door.host}:{door.port}", flush=True)
    uvicorn.run(application(path, door), host=door.host, port=door.port, log_level="warning", server_header=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
