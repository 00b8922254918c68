"""The formulas of the marts' meta (`100 * (count_if(is_great) - count_if(is_not_good))`), read in this one place.

A formula is a small tree of tuples, which goes to the browser as it is: `("sum", "ticket_count")`,
`("count_if", "is_courtesy", False)`, `("-", left, right)`, `("number", 100)`. Report pages, Superset and MetricFlow
write it each in their own words.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from orchestration.sql_text import identifier

Node = tuple[Any, ...]
AGGREGATES = ("sum", "count", "count_distinct", "max", "min", "last_sum")
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
    except ValueError as problem:
        raise ValueError(f"unknown formula {text}: {problem}") from None
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
    raise ValueError(f"{word} is no word of it")


def _negated(words: list[str]) -> Node:
    words.pop(0)
    return _closed(words, ("count_if", words.pop(0), False))


def _opened(words: list[str]) -> None:
    if words.pop(0) != "(":
        raise ValueError("it lacks (")


def _closed(words: list[str], node: Node) -> Node:
    if words.pop(0) != ")":
        raise ValueError("it lacks )")
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


def written(node: Node, aggregate: Callable[[Node], str]) -> str:
    """The formula as text: numbers and operators as they are everywhere, the rest as `aggregate` writes it."""
    kind, *parts = node
    if kind == "number":
        return str(parts[0])
    if kind in _STRENGTH:
        return f"({written(parts[0], aggregate)} {kind} {written(parts[1], aggregate)})"
    return aggregate(node)


def said(node: Node) -> str:
    """The formula in the words of the meta."""
    return written(node, lambda one: f"{one[0]}({_negation(one)}{one[1] if len(one) > 1 else ''})")


def sql(node: Node) -> str:
    """The formula as an aggregate expression; `last_sum` is a sum over the rows of the last date, which it is given."""
    return written(node, _aggregate)


def _aggregate(node: Node) -> str:
    kind, *parts = node
    if kind == "count_rows":
        return "count(*)"
    column = identifier(parts[0].rpartition(".")[2])
    if kind == "count_distinct":
        return f"count(distinct {column})"
    return f"{kind.removeprefix('last_')}({_negation(node)}{column})"


def _negation(node: Node) -> str:
    return "not " if node[2:] == (False,) else ""
