"""Tables as CSV that a spreadsheet can open without running what an export wrote."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# What makes a spreadsheet read a text as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNITS = {"seconds": " (seconds)", "rate": " (0 to 1)", "days": " (days)"}


def csv_text(columns: Sequence[dict[str, str]], rows: Iterable[Sequence[Any]]) -> str:
    """The table with a line of labels; numbers as they are, in the unit that the label says."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(safe(column["label"] + _UNITS.get(column["kind"], "")) for column in columns)
    writer.writerows([safe(value) for value in row] for row in rows)
    return text.getvalue()


def safe(value: Any) -> Any:
    """A text that begins like a formula gets an apostrophe in front; numbers stay numbers, nothing stays empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
