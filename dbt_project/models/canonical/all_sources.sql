-- One row per source (account): its system and what the note of its newest complete export says.
select
    source,
    source_system,
    time_zone,
    default_schedule_id,
    exported_at
from {{ ref('stg_lake__sources') }}
