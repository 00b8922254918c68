-- One row per stretch of local time that is taken from or added to a calendar (holiday, out of office, special opening): newest version, cast.
with raw as (
    {{ newest('other', 'schedule_exceptions') }}
)

select
    _source as source,
    {{ to_text('subject_type') }} as subject_type,
    coalesce({{ to_text('subject_id') }}, '') as subject_id,
    {{ to_text('exception_type') }} as exception_type,
    try_cast(start_date as date) as start_date,
    coalesce({{ to_text('start_time') }}, '00:00') as start_time,
    try_cast(end_date as date) as end_date,
    coalesce({{ to_text('end_time') }}, '24:00') as end_time,
    {{ to_text('reason') }} as reason
from raw
