"""Why a night is red, in one line, from what Dagster has on file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import dagster as dg


def first_failure(events: Iterable[dg.DagsterEvent]) -> str | None:
    """The first step that failed, and why; None when every step held."""
    return next((failure_line(event) for event in events if event.is_step_failure), None)


def failure_line(event: dg.DagsterEvent) -> str:
    """A failed step in one line: which, and why."""
    return f"step {event.step_key}: {_reason(event.step_failure_data)}"


def _reason(failure: Any) -> str:
    if failure.user_failure_data and failure.user_failure_data.description:
        return " ".join(failure.user_failure_data.description.split())
    error = failure.error
    while error is not None and error.cause is not None:
        error = error.cause
    return " ".join(error.message.split()) if error is not None else "unknown"
