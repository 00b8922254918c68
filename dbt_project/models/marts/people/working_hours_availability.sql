-- One row per local date and agent with working hours or available time.
select
    {{ slicers('agent') }},
    report_date,
    as_of,
    available_seconds as available_seconds_sum,
    within_seconds as within_seconds_sum,
    case when has_working_hours then available_seconds - within_seconds else 0 end as outside_seconds_sum,
    case when has_working_hours then 0 else available_seconds end as unscheduled_seconds_sum,
    scheduled_seconds as scheduled_seconds_sum
from {{ ref('int_agent_work_days') }}
where has_availability and (scheduled_seconds > 0 or available_seconds > 0)
