-- One row per half hour, with the local date and hour that it belongs to.
with steps as (
    select days.report_date, days.day_end_at, {{ add_seconds('days.day_start_at', '1800 * steps.step') }} as started_at
    from {{ ref('int_days') }} as days
    -- No local day is longer than 26 hours.
    cross join (select {{ numbers(0, 51) }} as step) as steps
)

select
    started_at,
    started_at + interval '30' minute as ended_at,
    report_date,
    {{ local_hour('started_at') }} as hour_of_day
from steps
where started_at < day_end_at
