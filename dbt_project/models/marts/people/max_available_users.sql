-- One row per scope (account, team), local date with available time and local hour 0 to 23; every hour that exists, also empty ones.
select
    {{ slicers('source') }},
    scope_type,
    scope_id,
    hour_of_day,
    day_of_week,
    report_date,
    as_of,
    max_available_agent_count,
    min_available_agent_count,
    scope_available_seconds_sum
from {{ ref('int_available_hours') }}
