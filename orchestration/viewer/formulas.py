"""The formulas of the marts' meta (`100 * (count_if(is_great) - count_if(is_not_good))`), read once, said as SQL.

A formula is a small tree of tuples, which goes to the browser as it is: `("sum", "ticket_count")`,
`("count_if", "is_courtesy", False)`, `("-", left, right)`, `("number", 100)`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from orchestration.sql_text import identifier

Node = tuple[Any, ...]
AGGREGATES = ("sum", "count", "max", "min", "last_sum")
_WORDS = re.compile(r"\s*(\w+(?:\.\w+)?|[()*/+-])")
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


def parse(text: str) -> Node:
    """The tree of a formula; raises ValueError for anything that is not one."""
    words = _WORDS.findall(text)
    if re.sub(r"\s", "", text) != "".join(words):
        raise ValueError(f"unknown formula {text}")
    try:
        node = _sum(words)
    except IndexError:
        raise ValueError(f"unfinished formula {text}") from None
    if words:
        raise ValueError(f"unknown formula {text}")
    return node


def _sum(words: list[str], strength: int = 1) -> Node:
    """Operators of one strength, from left to right."""
    node = _sum(words, strength + 1) if strength < 2 else _term(words)
    while words and _STRENGTH.get(words[0]) == strength:
        operator = words.pop(0)
        node = (operator, node, _sum(words, strength + 1) if strength < 2 else _term(words))
    return node


def _term(words: list[str]) -> Node:
    word = words.pop(0)
    if word == "(":
        node = _sum(words)
        return _closed(words, node)
    if word.isdigit():
        return ("number", int(word))
    if word == "count_rows":
        _opened(words)
        return _closed(words, (word,))
    if word == "count_if":
        _opened(words)
        wanted = words[0] != "not"
        return _closed(words, (word, words.pop(0 if wanted else 1), wanted)) if wanted else _negated(words)
    if word in AGGREGATES:
        _opened(words)
        return _closed(words, (word, words.pop(0)))
    raise ValueError(f"unknown word {word} in a formula")


def _negated(words: list[str]) -> Node:
    words.pop(0)
    return _closed(words, ("count_if", words.pop(0), False))


def _opened(words: list[str]) -> None:
    if words.pop(0) != "(":
        raise ValueError("a formula lacks (")


def _closed(words: list[str], node: Node) -> Node:
    if words.pop(0) != ")":
        raise ValueError("a formula lacks )")
    return node


def columns(node: Node | None) -> Iterator[str]:
    """Names of the columns that a formula reads."""
    for part in node[1:] if node and node[0] != "number" else ():
        if isinstance(part, tuple):
            yield from columns(part)
        elif isinstance(part, str):
            yield part


def replaced(node: Node, names: Mapping[str, str]) -> Node:
    """The same formula on other columns."""
    parts = (replaced(part, names) if isinstance(part, tuple) else names.get(part, part) for part in node[1:])
    return (node[0], *parts)


def sql(node: Node) -> str:
    """The formula as an aggregate expression; `last_sum` is a sum over the rows of the last date, which it is given."""
    kind, *parts = node
    if kind == "number":
        return str(parts[0])
    if kind in _STRENGTH:
        return f"({sql(parts[0])} {kind} {sql(parts[1])})"
    if kind == "count_rows":
        return "count(*)"
    column = identifier(parts[0].rpartition(".")[2])
    if kind == "count_if":
        return f"count_if({column if parts[1] else f'not {column}'})"
    return f"{kind.removeprefix('last_')}({column})"
