-- One row per local date and hour 0 to 23, with the minutes it lasts: 60, or 0, 30 or 120 when clocks change.
with lengths as (
    select report_date, hour_of_day, 30 * count(*) as elapsed_minutes
    from {{ ref('int_half_hours') }}
    group by report_date, hour_of_day
)

select
    days.report_date,
    days.day_of_week,
    cast(hours.hour_of_day as bigint) as hour_of_day,
    cast(coalesce(lengths.elapsed_minutes, 0) as bigint) as elapsed_minutes
from {{ ref('int_days') }} as days
cross join (select {{ numbers(0, 23) }} as hour_of_day) as hours
left join lengths on days.report_date = lengths.report_date and hours.hour_of_day = lengths.hour_of_day
