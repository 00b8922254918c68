"""What each model cost on Spark, out of its event log: `python -m tests.spark.costs FOLDER` prints the dearest."""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# dbt begins each statement with a comment that names the node.
_NODE = re.compile(r'"node_id": "\w+\.\w+\.(\w+)')
MOST_LINES = 20


@dataclass
class Cost:
    """Seconds of executors, and bytes that went through shuffles."""

    seconds: float = 0.0
    written: int = 0
    read: int = 0


def costs(folder: Path) -> dict[str, Cost]:
    """Costs by node of dbt, of everything in a folder of event logs."""
    nodes: dict[int, str] = {}
    found: defaultdict[str, Cost] = defaultdict(Cost)
    for event in _events(folder):
        if event["Event"] == "SparkListenerJobStart":
            said = _NODE.search(event.get("Properties", {}).get("spark.job.description", ""))
            nodes |= dict.fromkeys(event["Stage IDs"], said[1] if said else "")
        elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            _add(found[nodes.get(event["Stage ID"], "")], event["Task Metrics"])
    found.pop("", None)
    return dict(found)


def _add(cost: Cost, metrics: dict[str, Any]) -> None:
    read = metrics["Shuffle Read Metrics"]
    cost.seconds += metrics["Executor Run Time"] / 1000
    cost.written += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
    cost.read += read["Local Bytes Read"] + read["Remote Bytes Read"]


def _events(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.iterdir()):
        with path.open(encoding="utf-8") as log:
            # The last line of a log that is being written may be half of one.
            yield from (json.loads(line) for line in log if line.endswith("}\n"))


def main() -> None:
    """Print the dearest nodes as a table."""
    found = costs(Path(sys.argv[1]))
    print("| model | executor seconds | shuffle written, KB | read, KB |\n|---|---|---|---|")
    dearest = sorted(found.items(), key=lambda item: -item[1].seconds)[:MOST_LINES]
    for name, cost in dearest:
        print(f"| `{name}` | {cost.seconds:.1f} | {cost.written / 1000:,.0f} | {cost.read / 1000:,.0f} |")
    total = [sum(getattr(cost, name) for cost in found.values()) for name in ("seconds", "written", "read")]
    print(f"| all {len(found)} | {total[0]:.1f} | {total[1] / 1000:,.0f} | {total[2] / 1000:,.0f} |")


if __name__ == "__main__":
    main()
