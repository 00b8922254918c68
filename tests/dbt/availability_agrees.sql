-- Available time is the same by status, by working hours and by hour of the account, per source and date.
{{ config(meta={'dagster': {'ref': {'name': 'rep_availability'}}}) }}
with sums as (
    select source, report_date, 'status' as report, {{ sum_of('status_seconds_sum') }} as seconds
    from {{ ref('rep_availability') }} where status = 'available' group by source, report_date
    union all
    select source, report_date, 'working_hours' as report, {{ sum_of('available_seconds_sum') }} as seconds
    from {{ ref('working_hours_availability') }} group by source, report_date
    union all
    select source, report_date, 'hours' as report, {{ sum_of('scope_available_seconds_sum') }} as seconds
    from {{ ref('max_available_users') }} where scope_type = 'account' group by source, report_date
)

select source, report_date
from sums
where seconds > 0
group by source, report_date
-- A whole second may be lost to rounding in a stretch.
having count(*) <> 3 or max(seconds) - min(seconds) > 60
