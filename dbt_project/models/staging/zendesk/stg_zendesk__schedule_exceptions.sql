-- One row per holiday of a calendar; of every calendar, where neither row nor file says which.
with raw as (
    {{ newest('zendesk', 'holidays') }}
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
    source,
    case when schedule_id is null then 'account' else 'schedule' end as subject_type,
    coalesce(schedule_id, '') as subject_id,
    'closed' as exception_type,
    start_date,
    '00:00' as start_time,
    max(end_date) as end_date,
    '24:00' as end_time,
    min(name) as reason
from holidays
group by source, schedule_id, start_date
