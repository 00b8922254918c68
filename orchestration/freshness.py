"""How old a table may get before Dagster shows it, by the time of its last build, and how old its data are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

# A night that starts a little later than the one before is no news; a missed one is.
WARN_AFTER = timedelta(hours=26)
FAIL_AFTER = timedelta(hours=36)

FRESHNESS = dg.FreshnessPolicy.time_window(fail_window=FAIL_AFTER, warn_window=WARN_AFTER)


def watermark(as_of: datetime) -> dict[str, Any]:
    """The newest export (an instant with its zone) that a table knows, and its age in hours as a number to plot."""
    hours = (datetime.now(UTC) - as_of) / timedelta(hours=1)
    return {"as_of": dg.MetadataValue.timestamp(as_of), "hours_behind": round(hours, 1)}
