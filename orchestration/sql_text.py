"""Names and texts on their way into SQL: whatever an export calls itself, it stays a name or a text."""

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
