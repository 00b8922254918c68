"""All cases of an engine in one query, and what the engine says to them."""

from collections import defaultdict
from collections.abc import Iterable

import duckdb

from orchestration.hash_key import put_key
from tests.port.cases import CASES, HASH_KEY, Case, Text
from tests.port.render import DUCKDB, Engine, Renderer

# What an engine says, by the case's place in CASES: its rows, sorted.
Answers = dict[int, tuple[str | None, ...]]


def on_duckdb() -> Answers:
    """What DuckDB says."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        put_key(connection, {"HELPDESK_PERSONAL_TEXT": "hash", "HELPDESK_HASH_KEY": HASH_KEY})
        return by_case(connection.execute(query(DUCKDB)).fetchall())


def query(engine: Engine) -> str:
    """All cases that an engine does not refuse, as one query of the case's place and what the engine says to it."""
    renderer = Renderer(engine)
    asked = [
        f"select {place} as case_number, cast(got as string) as got from ({_asked(renderer, case)}) as asked"
        for place, case in enumerate(CASES)
        if case.macro not in engine.refuses
    ]
    return _union(asked)


def differences(answers: Answers, refuses: tuple[str, ...] = ()) -> list[str]:
    """The cases in which an engine says something else, one line each."""
    found = []
    for place, case in enumerate(CASES):
        wanted = case.wanted if isinstance(case.wanted, tuple) else (case.wanted,)
        got = answers.get(place, ())
        if case.macro not in refuses and got != tuple(sorted(wanted, key=str)):
            found.append(f"{case.macro}{case.arguments}: {got} instead of {wanted}")
    return found


def _union(queries: list[str]) -> str:
    """All rows; in halves, as Spark goes as deep into a chain of unions as it is long."""
    if len(queries) == 1:
        return queries[0]
    half = len(queries) // 2
    return f"({_union(queries[:half])})\nunion all\n({_union(queries[half:])})"


def _asked(renderer: Renderer, case: Case) -> str:
    given = [renderer.literal(one.value) if isinstance(one, Text) else one for one in case.arguments]
    return renderer.sql(case.query, call=renderer.call(case.macro, *given))


def by_case(rows: Iterable[tuple[int, str | None]]) -> Answers:
    """What an engine says to that query."""
    found: dict[int, list[str | None]] = defaultdict(list)
    for place, got in rows:
        found[place].append(got)
    return {place: tuple(sorted(given, key=str)) for place, given in found.items()}
