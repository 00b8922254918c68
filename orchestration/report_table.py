"""README's table of reports, written from the marts' own meta: `python -m orchestration.report_table` renews it."""

from pathlib import Path
from typing import Any

import yaml

from orchestration.generated import between_markers
from orchestration.settings import PROJECT

README = PROJECT / "README.md"
MARTS = PROJECT / "dbt_project" / "models" / "marts"


def report_table(marts: Path = MARTS) -> str:
    """Markdown table, one line per report mart: its question, mart, shape, default date, measures."""
    lines = ["| question | asked as | mart | shape | dated by | measures |", "|---|---|---|---|---|---|"]
    for path in sorted(marts.rglob("*.yml"), key=lambda path: (path.parent.name, path.stem)):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            meta = model.get("config", {}).get("meta")
            if meta:
                lines.append(_line(model["name"], meta))
    return "\n".join(lines)


def with_table(readme: str, table: str) -> str:
    """README's text with the table between its two markers; raises ValueError where a marker is missing."""
    return between_markers(readme, "reports", table)


def _line(name: str, meta: dict[str, Any]) -> str:
    measures = ", ".join(f"`{measure}`" for measure in meta["measures"])
    words = "; ".join(meta["asked_as"])
    return f"| {meta['question']} | {words} | `{name}` | {meta['shape']} | `{meta['default_date']}` | {measures} |"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8"), report_table()), encoding="utf-8")
