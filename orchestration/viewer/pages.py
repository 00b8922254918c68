"""HTML of the pages, for the server and for the static export alike: every address in it is relative."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from orchestration.viewer.described import description
from orchestration.viewer.entries import FAMILIES, SCORECARD, reports
from orchestration.viewer.published import Reading

HERE = Path(__file__).parent


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["json"] = _json
    made.filters["words"] = _words
    return made


def _json(value: Any) -> Markup:
    """JSON that can stand inside a script element."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))  # noqa: S704


def _words(text: str) -> Markup:
    """A description from the marts: what stands between backticks is code."""
    parts = (
        escape(part) if place % 2 == 0 else f"<code>{escape(part)}</code>" for place, part in enumerate(text.split("`"))
    )
    return Markup("".join(parts))  # noqa: S704


def start_page(reading: Reading, site: Mapping[str, Any]) -> str:
    """The questions, family by family."""
    families = [
        {
            "name": words,
            "reports": [_link(reading, name) for name, report in reports().items() if report.family == family],
        }
        for family, words in FAMILIES.items()
    ]
    return _templates().get_template("start.html").render(site=site, families=families, as_of=_as_of(reading))


def report_page(reading: Reading, name: str, site: Mapping[str, Any]) -> str:
    """The page of one report."""
    entry = description(reading, reports()[name])
    return _templates().get_template("report.html").render(site=site, entry=entry, as_of=_as_of(reading))


def message_page(title: str, words: str, site: Mapping[str, Any]) -> str:
    """A page that says why there is none."""
    return _templates().get_template("message.html").render(site=site, title=title, words=words)


def _link(reading: Reading, name: str) -> dict[str, Any]:
    report = reports()[name]
    known = name in reading.tables()
    has_rows = known and reading.dates(name, report.default_date) is not None
    return {
        "name": name,
        "question": report.question,
        "title": report.title,
        "asked_as": ", ".join(report.asked_as),
        "is_scorecard": name == SCORECARD,
        "has_rows": has_rows,
    }


def _as_of(reading: Reading) -> list[dict[str, str]]:
    return [
        {"source": source, "moment": f"{moment:%Y-%m-%d %H:%M}" if moment else "unknown"}
        for source, moment in reading.as_of().items()
    ]
