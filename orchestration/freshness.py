"""How old a table may get before Dagster shows it: it looks at the time of the last build, never at the data."""

from datetime import timedelta

import dagster as dg

# A night that starts a little later than the one before is no news; a missed one is.
WARN_AFTER = timedelta(hours=26)
FAIL_AFTER = timedelta(hours=36)

FRESHNESS = dg.FreshnessPolicy.time_window(fail_window=FAIL_AFTER, warn_window=WARN_AFTER)
