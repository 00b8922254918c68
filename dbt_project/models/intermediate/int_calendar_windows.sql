-- One row per weekly window of a calendar; calendars are named by whom they hold for: schedule/<id>, team/<id>, agent/<id>, account/.
{% set window -%}
    source,
    schedule_id,
    time_zone,
    day_of_week,
    {{ clock_seconds('start_time') }} as start_seconds,
    -- Not after its start: it runs into the next date.
    {{ clock_seconds('end_time') }} + case when {{ clock_seconds('end_time') }} <= {{ clock_seconds('start_time') }} then 86400 else 0 end as end_seconds,
    valid_from_date,
    valid_to_date
{%- endset -%}
select
    concat('schedule/', schedule_id) as calendar_id,
    {{ window }}
from {{ ref('all_schedules') }}
where subject_type in ('ticket', 'account')

union all

select
    concat(subject_type, '/', coalesce(subject_id, '')) as calendar_id,
    {{ window }}
from {{ ref('all_schedules') }}
where subject_type in ('account', 'team', 'agent')
