"""Names and texts on their way into SQL and to people: whatever an export calls itself, it stays a name or a text."""

from collections.abc import Iterable
from pathlib import Path


def identifier(name: str) -> str:
    """The name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """The text as a quoted literal. A NUL cannot stand in SQL text and is put together with chr(0)."""
    quoted = "'" + str(text).replace("'", "''") + "'"
    return quoted if "\0" not in quoted else "(" + quoted.replace("\0", "' || chr(0) || '") + ")"


def literals(texts: Iterable[str]) -> str:
    """The texts as a list for `in (…)`."""
    return ", ".join(literal(text) for text in texts)


def printable(text: str) -> str:
    """The text in one line: line ends and control letters are spelled out, and can do nothing to a terminal."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
