-- One row per holiday of a calendar; of every calendar, where neither row nor file names one that there is.
with raw as (
    {{ newest('zendesk', 'holidays') }}
),

calendars as (
    select distinct _source as source, trim(id) as schedule_id
    from ({{ newest('zendesk', 'schedules') }}) as schedules
),

holidays as (
    select
        _source as source,
        coalesce({{ to_text('schedule_id') }}, {{ text_part('_file', 'holidays[_-]([0-9]+)') }}) as schedule_id,
        try_cast(trim(start_date) as date) as start_date,
        try_cast(trim(end_date) as date) as end_date,
        {{ to_text('name') }} as name
    from raw
)

select
    holidays.source,
    case when calendars.schedule_id is null then 'account' else 'schedule' end as subject_type,
    coalesce(calendars.schedule_id, '') as subject_id,
    'closed' as exception_type,
    holidays.start_date,
    '00:00' as start_time,
    max(holidays.end_date) as end_date,
    '24:00' as end_time,
    min(holidays.name) as reason
from holidays
left join calendars on holidays.source = calendars.source and holidays.schedule_id = calendars.schedule_id
group by holidays.source, calendars.schedule_id, holidays.start_date
