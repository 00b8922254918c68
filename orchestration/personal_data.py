"""The table of columns that hold personal data, for the page on running it: what is declared in canonical's yml.

`python -m orchestration.personal_data` renews it; a test fails when it is stale.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from orchestration.generated import between_markers
from orchestration.settings import PROJECT

PAGE = PROJECT / "orchestration" / "README.md"
MODELS = PROJECT / "dbt_project" / "models"


@dataclass(frozen=True)
class PersonalColumn:
    """A canonical column with `meta: {personal: …}`: what it holds, and by which names marts carry it.

    That is its own name, unless `marts_say` has others. `kept` says why it goes there whatever
    HELPDESK_PERSONAL_TEXT is; '' for text that stops at canonical.
    """

    model: str
    name: str
    holds: str
    names: tuple[str, ...]
    kept: str


def columns_of(folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Every column that a yml below the folder declares, with the name of its model."""
    for path in sorted(folder.rglob("*.yml")):
        for model in yaml.safe_load(path.read_text("utf-8")).get("models") or []:
            for column in model.get("columns") or []:
                yield model["name"], column


def personal_columns(folder: Path = MODELS / "canonical") -> list[PersonalColumn]:
    """The canonical columns that hold personal data."""
    found = []
    for model, column in columns_of(folder):
        config = column.get("config")
        meta = config.get("meta", {}) if isinstance(config, dict) else {}
        if "personal" in meta:
            name = str(column["name"])
            found.append(
                PersonalColumn(
                    model, name, meta["personal"], tuple(meta.get("marts_say", [name])), meta.get("kept", "")
                )
            )
    return found


def marts_with(names: tuple[str, ...], folder: Path = MODELS / "marts") -> dict[str, list[str]]:
    """For each of the names that marts carry, those marts."""
    found: dict[str, list[str]] = {}
    for model, column in columns_of(folder):
        if column["name"] in names:
            found.setdefault(str(column["name"]), []).append(model)
    return {name: sorted(found[name]) for name in names if name in found}


def personal_table() -> str:
    """Markdown table: a line for each canonical column and what marts make of it."""
    lines = ["| canonical column | holds | what becomes of it | marts have it as |", "|---|---|---|---|"]
    for column in personal_columns():
        carried = "; ".join(
            f"`{name}`: {', '.join(f'`{mart}`' for mart in marts)}" for name, marts in marts_with(column.names).items()
        )
        fate = f"stays: {column.kept}" if column.kept else "stops"
        lines.append(f"| `{column.model}.{column.name}` | {column.holds} | {fate} | {carried or 'nothing'} |")
    return "\n".join(lines)


def with_personal_data(page: str) -> str:
    """The page's text with the table between its two markers; raises ValueError where a marker is missing."""
    return between_markers(page, "personal data", personal_table())


if __name__ == "__main__":
    PAGE.write_text(with_personal_data(PAGE.read_text("utf-8")), "utf-8")
