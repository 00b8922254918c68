-- One row per calendar of business or working hours.
select
    source,
    calendar_id,
    min(time_zone) as time_zone
from {{ ref('int_calendar_windows') }}
group by source, calendar_id
