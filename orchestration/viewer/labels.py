"""What people call the keys of a slicer: `acorn/a1` is Ada, and where two are called the same, which one."""

from collections import Counter
from typing import Any

from orchestration.sql_text import identifier
from orchestration.viewer.entries import Report
from orchestration.viewer.published import Reading, Row
from orchestration.viewer.slicers import Slicer

NOBODY = "(none)"
# Most values that a filter offers to choose from.
MOST = 1000
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def word_of(slicer: Slicer, key: Row) -> str:
    """A key as it stands in an address: `account/id` or the value; empty for nobody and nothing."""
    if slicer.is_id:
        return f"{key[0]}/{'' if key[1] is None else key[1]}"
    return "" if key[0] is None else str(key[0]).lower() if isinstance(key[0], bool) else str(key[0])


def labels(reading: Reading, report: Report, slicer: Slicer) -> dict[str, str]:
    """Label of every key, by its word in an address."""
    table = "tickets" if slicer.is_of_ticket else report.name
    return reading.kept(("labels", table, slicer.name), lambda: _labels(reading, table, slicer))


def options(reading: Reading, report: Report, slicer: Slicer) -> list[dict[str, str]]:
    """What a filter offers, in the order of the alphabet; empty where customers would be listed."""
    if not slicer.is_listed:
        return []
    found = labels(reading, report, slicer)
    order = sorted(found, key=lambda word: (found[word] == NOBODY, _number(word), found[word].casefold()))
    return [{"value": word, "label": found[word]} for word in order[:MOST]]


def label_of(slicer: Slicer, word: str, known: dict[str, str]) -> str:
    """The label of a key, the key itself where nobody named it."""
    return known.get(word) or (word.partition("/")[2] if slicer.is_id else word) or NOBODY


def _number(word: str) -> int:
    return int(word) if word.isdigit() else -1


def _labels(reading: Reading, table: str, slicer: Slicer) -> dict[str, str]:
    columns = [slicer.column] if not slicer.is_id else ["source", slicer.column]
    keys = ", ".join(f"m.{identifier(column)}" for column in columns)
    label = f"max(m.{identifier(slicer.label_column)})" if slicer.label_column else "null"
    found = reading.rows(f"select {keys}, {label} from marts.{identifier(table)} as m group by {keys}")
    names = _names(reading, slicer)
    made = {}
    for row in found:
        word = word_of(slicer, row[:-1])
        made[word] = str(row[-1] or names.get(row[:-1]) or _plain(slicer, row[-2]))
    return _told_apart(slicer, made)


def _names(reading: Reading, slicer: Slicer) -> dict[Row, str]:
    table = {"agents": "agent", "teams": "team"}.get(slicer.label_table or "")
    if table is None or f"{table}s" not in reading.tables():
        return {}
    rows = reading.rows(f"select source, {table}_id, {table}_name from marts.{table}s")
    return {row[:2]: row[2] for row in rows}


def _plain(slicer: Slicer, value: Any) -> str:
    if value is None:
        return NOBODY
    if isinstance(value, bool):
        return "yes" if value else "no"
    if slicer.name == "day_of_week":
        return _WEEKDAYS[value - 1]
    return f"{value:02}:00" if slicer.name == "hour_of_day" else str(value)


def _told_apart(slicer: Slicer, made: dict[str, str]) -> dict[str, str]:
    """Equal labels of ids get their account, and their id where the account is the same."""
    if not slicer.is_id:
        return made
    accounts = {word.partition("/")[0] for word in made}
    if len(accounts) > 1:
        repeated = Counter(made.values())
        made = {w: f"{name} ({w.partition('/')[0]})" if repeated[name] > 1 else name for w, name in made.items()}
    repeated = Counter(made.values())
    return {w: f"{name} [{w.partition('/')[2]}]" if repeated[name] > 1 else name for w, name in made.items()}
