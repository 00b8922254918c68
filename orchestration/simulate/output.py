"""Files of a delivery, one per entity, written as it comes: a record a line."""

import json
from pathlib import Path
from typing import Any, TextIO


class Files:
    """Open files of one folder; `put` opens what it needs."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made before it is needed."""
        self.folder = folder
        self._open: dict[str, TextIO] = {}

    def put(self, entity: str, line: str) -> None:
        """Add one record, with its line break."""
        file = self._open.get(entity)
        if file is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{entity}.ndjson"
            file = self._open[entity] = path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20)
        file.write(line)

    def record(self, entity: str, row: dict[str, Any]) -> None:
        """Add one record, where speed does not matter."""
        self.put(entity, json.dumps(row, separators=(",", ":"), ensure_ascii=False) + "\n")

    def page(self, name: str, page: dict[str, Any]) -> None:
        """Write a whole file of one JSON text."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(json.dumps(page, indent=1) + "\n", encoding="utf-8")

    def close(self) -> None:
        """All is written."""
        for file in self._open.values():
            file.close()
        self._open.clear()
