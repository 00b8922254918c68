-- One row per source and fact: how far its exports let it be known, and why not further.
select
    source,
    source_system,
    fact,
    level,
    raw_tables,
    since,
    reason,
    is_in_export
from {{ ref('int_source_capabilities') }}
