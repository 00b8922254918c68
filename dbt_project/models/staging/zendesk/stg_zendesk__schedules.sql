-- One row per weekly window: for the tickets that are assigned the calendar, and, of the first calendar listed, for everyone else.
with raw as (
    {{ newest('zendesk', 'schedules') }}
),

calendars as (
    select
        raw._source as source,
        {{ to_text('raw.id') }} as schedule_id,
        {{ to_text('raw.name') }} as schedule_name,
        coalesce(zones.iana_name, {{ to_text('raw.time_zone') }}) as time_zone,
        raw.intervals,
        row_number() over (partition by raw._source order by raw._exported_at desc nulls last, raw._file asc, raw._row asc) as place
    from raw
    left join {{ ref('rails_time_zones') }} as zones on trim(raw.time_zone) = zones.rails_name
),

items as (
    select source, schedule_id, schedule_name, time_zone, place, {{ json_items('intervals') }} as item
    from calendars
),

minutes as (
    select
        source, schedule_id, schedule_name, time_zone, place,
        cast({{ json_text('item', '$.start_time') }} as bigint) as start_minute,
        cast({{ json_text('item', '$.end_time') }} as bigint) as end_minute
    from items
),

subjects as (
    select 'ticket' as subject_type
    union all
    select 'account' as subject_type
),

-- Minutes count from Sunday 00:00; what goes over midnight is cut there.
days as (
    select *, {{ numbers(0, 6) }} as day_number
    from minutes
),

windows as (
    select
        *,
        greatest(start_minute - day_number * 1440, 0) as from_minute,
        least(end_minute - day_number * 1440, 1440) as to_minute
    from days
    where start_minute < (day_number + 1) * 1440 and end_minute > day_number * 1440
)

select
    windows.source,
    windows.schedule_id,
    windows.schedule_name,
    subjects.subject_type,
    '' as subject_id,
    windows.time_zone,
    case windows.day_number when 0 then 7 else windows.day_number end as day_of_week,
    {% for side in ['from', 'to'] -%}
    lpad(cast(cast(floor(windows.{{ side }}_minute / 60) as bigint) as {{ dbt.type_string() }}), 2, '0') || ':' || lpad(cast(windows.{{ side }}_minute % 60 as {{ dbt.type_string() }}), 2, '0') as {{ 'start_time' if side == 'from' else 'end_time' }},
    {% endfor -%}
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date
from windows
cross join subjects
where subjects.subject_type = 'ticket' or windows.place = 1
