"""`python -m orchestration.viewer.export FOLDER`: every page as a file, with the rows that it asks beside it."""

import argparse
import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.published_file import PUBLISHED
from orchestration.settings import Settings
from orchestration.viewer.entries import reports
from orchestration.viewer.packed import MOST_ROWS, packed
from orchestration.viewer.pages import HERE, report_page, start_page
from orchestration.viewer.published import Published
from orchestration.viewer.server import plotly_file, site

# Scripts that pages name; the others are parts of them.
SCRIPTS = ("start.js", "report.js")
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.]+)";\n', flags=re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|const) (\w+))", flags=re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.viewer.export", description="Write the pages.")
    parser.add_argument("folder", type=Path, help="where the pages go; made where it is missing")
    parser.add_argument("--most-rows", type=int, default=MOST_ROWS, help="most rows of one report (%(default)s)")
    given = parser.parse_args(arguments)
    try:
        path = Settings.from_environment().home / PUBLISHED
        cut = export(path, given.folder, given.most_rows)
    except (OSError, ValueError) as error:
        print(f"reports: {error}", file=sys.stderr)
        return 2
    for name, since in cut.items():
        print(f"{name}: from {since} on, older rows are more than {given.most_rows:,}")
    print(f"{len(reports())} reports: {(given.folder / 'index.html').absolute()}")
    return 0


def export(path: Path, folder: Path, most_rows: int = MOST_ROWS) -> dict[str, str]:
    """Write all pages of a published file; returns the reports that were cut, with the first date that they have.

    Raises FileNotFoundError before the first publication.
    """
    for name in ("reports", "data", "static"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _write_static(folder / "static")
    cut: dict[str, str] = {}
    ending = {"ending": ".html", "is_static": True}
    with Published(path).reading() as reading:
        start = start_page(reading, site(".", home="./index.html", **ending))
        (folder / "index.html").write_text(start, encoding="utf-8")
        for name, report in reports().items():
            rows = packed(reading, report, most_rows)
            if rows["since"]:
                cut[name] = rows["since"]
            text = json.dumps(rows, separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")
            (folder / "data" / f"{name}.js").write_text(f"window.reportRows={text};\n", encoding="utf-8")
            page = report_page(reading, name, site("..", home="../index.html", **ending))
            (folder / "reports" / f"{name}.html").write_text(page, encoding="utf-8")
    return cut


def _write_static(folder: Path) -> None:
    for name in ("style.css", "theme.js"):
        shutil.copyfile(HERE / "static" / name, folder / name)
    shutil.copyfile(plotly_file(), folder / "plotly.min.js")
    for name in SCRIPTS:
        (folder / name).write_text(bundled(name), encoding="utf-8")


def bundled(name: str) -> str:
    """A module and those that it imports as one plain script: browsers load no modules from the disk."""
    parts: dict[str, str] = {}
    _bundle(name, parts)
    return '"use strict";\nconst modules = {};\n' + "".join(parts.values())


def _bundle(name: str, parts: dict[str, str]) -> None:
    text = (HERE / "static" / name).read_text(encoding="utf-8")
    for _, other in _IMPORT.findall(text):
        if other not in parts:
            _bundle(other, parts)
    exported = ", ".join(known for _, known in _EXPORT.findall(text))
    text = _IMPORT.sub(r'const {\1} = modules["\2"];\n', text)
    text = _EXPORT.sub(r"\1", text)
    parts[name] = f'modules["{name}"] = (() => {{\n{text}\nreturn {{ {exported} }};\n}})();\n'


if __name__ == "__main__":
    sys.exit(main())
