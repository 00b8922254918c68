-- One row per local date and hour 0 to 23, with the minutes it lasts: 60, or 0, 30 or 120 when clocks change.
with half_hours as (
    select {{ add_seconds('days.day_start_at', '1800 * steps.step') }} as instant, days.day_end_at
    from {{ ref('int_days') }} as days
    -- No local day is longer than 26 hours.
    cross join (select {{ numbers(0, 51) }} as step) as steps
),

lengths as (
    select
        {{ local_date('instant') }} as report_date,
        {{ local_hour('instant') }} as hour_of_day,
        30 * count(*) as elapsed_minutes
    from half_hours
    where instant < day_end_at
    group by 1, 2
)

select
    days.report_date,
    days.day_of_week,
    cast(hours.hour_of_day as bigint) as hour_of_day,
    cast(coalesce(lengths.elapsed_minutes, 0) as bigint) as elapsed_minutes
from {{ ref('int_days') }} as days
cross join (select {{ numbers(0, 23) }} as hour_of_day) as hours
left join lengths on days.report_date = lengths.report_date and hours.hour_of_day = lengths.hour_of_day
