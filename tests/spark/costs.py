"""What each model cost on Spark, out of its event log: `python -m tests.spark.costs FOLDER` prints the dearest."""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# dbt begins each statement with a comment that names the node.
_NODE = re.compile(r'"node_id": "\w+\.\w+\.(\w+)')
MOST_LINES = 20


@dataclass
class Cost:
    """Seconds of executors, bytes that went through shuffles, and bytes that no memory was left for."""

    seconds: float = 0.0
    written: int = 0
    read: int = 0
    spilled: int = 0


def costs(folder: Path, since: float = 0.0) -> dict[str, Cost]:
    """Costs by node of dbt, of jobs that began after an instant (seconds since 1970), out of a folder of event logs."""
    nodes: dict[int, str] = {}
    found: defaultdict[str, Cost] = defaultdict(Cost)
    for event in _events(folder):
        if event["Event"] == "SparkListenerJobStart" and event["Submission Time"] >= since * 1000:
            said = _NODE.search(event.get("Properties", {}).get("spark.job.description", ""))
            nodes |= dict.fromkeys(event["Stage IDs"], said[1] if said else "")
        elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            _add(found[nodes.get(event["Stage ID"], "")], event["Task Metrics"])
    found.pop("", None)
    return dict(found)


def table(found: Mapping[str, Cost]) -> str:
    """The dearest nodes, and all of them in one line."""
    lines = ["| model | executor seconds | shuffle written, KB | read, KB | spilled, KB |", "|---|---|---|---|---|"]
    dearest = sorted(found.items(), key=lambda item: -item[1].seconds)[:MOST_LINES]
    lines += [_line(f"`{name}`", cost) for name, cost in dearest]
    names = ("seconds", "written", "read", "spilled")
    everything = Cost(*(sum(getattr(cost, name) for cost in found.values()) for name in names))
    return "\n".join([*lines, _line(f"all {len(found)}", everything)])


def _line(name: str, cost: Cost) -> str:
    sizes = (f"{size / 1000:,.0f}" for size in (cost.written, cost.read, cost.spilled))
    return f"| {name} | {cost.seconds:.1f} | {' | '.join(sizes)} |"


def _add(cost: Cost, metrics: dict[str, Any]) -> None:
    read = metrics["Shuffle Read Metrics"]
    cost.seconds += metrics["Executor Run Time"] / 1000
    cost.written += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
    cost.read += read["Local Bytes Read"] + read["Remote Bytes Read"]
    cost.spilled += metrics["Disk Bytes Spilled"]


def _events(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.iterdir()):
        with path.open(encoding="utf-8") as log:
            # The last line of a log that is being written may be half of one.
            yield from (json.loads(line) for line in log if line.endswith("}\n"))


if __name__ == "__main__":
    print(table(costs(Path(sys.argv[1]))))
