-- One row per weekly window of a calendar of business or working hours: newest version, cast.
with raw as (
    {{ newest('other', 'schedules') }}
)

select
    _source as source,
    {{ to_text('schedule_id') }} as schedule_id,
    {{ to_text('schedule_name') }} as schedule_name,
    {{ to_text('subject_type') }} as subject_type,
    coalesce({{ to_text('subject_id') }}, '') as subject_id,
    {{ to_text('time_zone') }} as time_zone,
    {{ to_integer('day_of_week') }} as day_of_week,
    {{ to_text('start_time') }} as start_time,
    {{ to_text('end_time') }} as end_time,
    try_cast(valid_from_date as date) as valid_from_date,
    try_cast(valid_to_date as date) as valid_to_date
from raw
