-- One row per local date, agent, status and detailed status.
select
    {{ slicers('agent') }},
    status,
    detailed_status,
    report_date,
    as_of,
    status_seconds_sum
from {{ ref('int_agent_status_days') }}
