-- One row per local date and agent with working hours or handling time.
select
    {{ slicers('agent') }},
    handling_basis,
    report_date,
    as_of,
    scheduled_seconds as scheduled_seconds_sum,
    staffed_seconds as staffed_seconds_sum,
    available_seconds as available_seconds_sum,
    handling_in_schedule_seconds as handling_in_schedule_seconds_sum,
    handling_seconds - handling_in_schedule_seconds as handling_outside_seconds_sum,
    handling_total_seconds as handling_total_seconds_sum,
    handling_in_available_seconds as handling_in_available_seconds_sum
from {{ ref('int_agent_work_days') }}
where has_handling and (scheduled_seconds > 0 or handling_seconds > 0)
