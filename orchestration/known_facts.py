"""How far each fact can be known from the raw tables at hand, and which reports it touches: two seeds say so."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from orchestration.raw_tables import RawTable
from orchestration.settings import PROJECT

SEEDS = PROJECT / "seeds"
_RANKS = {"native": 0, "derived": 1, "partial": 2, "none": 3}


@dataclass(frozen=True)
class Known:
    """How far one fact can be known; `brought_by` are the files that would bring it, when none of them is here."""

    fact: str
    level: str
    reason: str
    brought_by: tuple[str, ...] = ()

    def line(self) -> str:
        """The fact in one line for people."""
        if self.brought_by:
            return f"  {words(self.fact)}: not in this export; {' or '.join(self.brought_by)} would bring it"
        return f"  {words(self.fact)}" + (f": {self.reason}" if self.reason else "")


def best_known(system: str, tables: Mapping[str, RawTable], loaded: Set[str]) -> list[Known]:
    """The best of what the capability table says of each fact, for the raw tables that are loaded."""
    found: dict[str, list[tuple[int, Known]]] = {}
    for row in _seed("capabilities"):
        if row["system"] != system:
            continue
        names = [name for name in row["raw_tables"].split("|") if name]
        known, rank = Known(row["fact"], row["level"], row["reason"]), _RANKS[row["level"]]
        if names and not loaded & set(names):
            files = [pattern for name in names if name in tables for pattern in tables[name].files[:1]]
            known, rank = Known(row["fact"], "none", "", tuple(files or names)), rank + len(_RANKS)
        found.setdefault(row["fact"], []).append((rank, known))
    return [min(entries, key=lambda entry: entry[0])[1] for entries in found.values()]


def tables_of_fact(system: str, fact: str) -> set[str]:
    """The raw tables that bring a fact."""
    rows = [row for row in _seed("capabilities") if row["system"] == system and row["fact"] == fact]
    return {name for row in rows for name in row["raw_tables"].split("|") if name}


def words(name: str) -> str:
    """A name of ours as words."""
    return name.replace("_", " ")


def facts_in_words(facts: Iterable[Known]) -> Iterator[str]:
    """What is known, in part, or not at all."""
    for title, levels in (("known", ("native", "derived")), ("known in part", ("partial",)), ("not known", ("none",))):
        found = [known for known in facts if known.level in levels]
        yield f"{title}: {len(found)}"
        yield from [known.line() for known in found]


def reports_in_words(facts: Iterable[Known]) -> Iterator[str]:
    """Reports that stay empty, or lack something, for want of a fact."""
    lacking = {known.fact: known.level for known in facts if known.level in ("partial", "none")}
    empty: dict[str, set[str]] = {}
    partly: dict[str, set[str]] = {}
    for use in _seed("fact_uses"):
        level = lacking.get(use["fact"])
        is_present = use["without_it"] == "present_value"
        if level == "none" and not use["column_name"] and not is_present:
            empty.setdefault(use["mart_name"], set()).add(words(use["fact"]))
        elif level:
            now = " (as if what holds now had always held)" if level == "none" and is_present else ""
            partly.setdefault(use["mart_name"], set()).add(words(use["fact"]) + now)
    yield f"reports that stay empty: {len(empty)}"
    yield from [f"  {mart}: needs {', '.join(sorted(names))}" for mart, names in sorted(empty.items())]
    partly = {mart: names for mart, names in partly.items() if mart not in empty}
    yield f"reports with gaps: {len(partly)}"
    yield from [f"  {mart}: for want of {', '.join(sorted(names))}" for mart, names in sorted(partly.items())]


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
