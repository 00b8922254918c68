"""`python -m orchestration.simulate`: write the exports of a help desk that never was, and what happened there."""

import argparse
from datetime import date, timedelta
from pathlib import Path

from orchestration.simulate.desk import Desk, Season
from orchestration.simulate.dialect import Dialect
from orchestration.simulate.generic import Generic
from orchestration.simulate.hubspot import HubSpot
from orchestration.simulate.zendesk import Zendesk

FORMATS: dict[str, type[Dialect]] = {"generic": Generic, "hubspot": HubSpot, "zendesk": Zendesk}


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.simulate", description=__doc__)
    parser.add_argument("--tickets", type=_positive, default=1_000, help="how many come in")
    parser.add_argument("--days", type=_positive, default=28, help="on how many days")
    parser.add_argument("--end", type=date.fromisoformat, default=date(2026, 4, 12), help="the last of these days")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same bytes")
    parser.add_argument("--format", choices=FORMATS, default="generic", help="whose exports they look like")
    parser.add_argument(
        "--deliveries", choices=("one", "day"), default="one", help="day: the last day is a delivery of its own"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder, in which landing/ and truth/ are made")
    given = parser.parse_args()
    first = given.end - timedelta(days=given.days - 1)
    season = Season(first, given.end, given.tickets, given.seed, given.deliveries == "day")
    exports, truth = given.out / "landing" / f"simulated_{given.format}", given.out / "truth"
    if exports.exists():
        parser.error(f"{exports} is there already")
    Desk(season, FORMATS[given.format](), exports, truth).run()


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


if __name__ == "__main__":
    main()
