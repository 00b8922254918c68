-- One row per stretch of local time that an exception closes or opens, for each year in which it holds.
with raw as (
    {{ newest('intercom', 'office_hours_exceptions') }}
),

years as (
    select
        *,
        {{ numbers(0, 20) }} as years_later
    from raw
),

exceptions as (
    select
        *,
        try_cast(
            concat(cast(cast(substr(exception_date, 1, 4) as integer) + years_later as {{ dbt.type_string() }}), substr(exception_date, 5, 6)) as date
        ) as held_on
    from years
    -- Once, or each year up to the one after the export.
    where
        years_later = 0
        or ({{ to_boolean('recurring_annually', 'false') }} and cast(substr(exception_date, 1, 4) as integer) + years_later <= extract(year from _exported_at) + 1)
),

windows as (
    select *, {{ json_items('time_intervals') }} as item
    from exceptions
    where exception_type = 'custom_hours'
),

-- Of the window's minutes only those of the day count: the day of the week stands beside them.
hours as (
    select
        *,
        {{ to_integer(json_text('item', '$.start_minute')) }} % 1440 as start_minute,
        coalesce(nullif({{ to_integer(json_text('item', '$.end_minute')) }} % 1440, 0), 1440) as end_minute
    from windows
),

-- Closed wins over open: other hours are open, and what lies between them is closed.
stretches as (
    select _source, office_hours_schedule_id, name, held_on, 'closed' as exception_type, 0 as start_minute, 1440 as end_minute
    from exceptions
    where exception_type = 'closed'
    union all
    select _source, office_hours_schedule_id, name, held_on, 'open' as exception_type, start_minute, end_minute from hours
    union all
    select
        _source, office_hours_schedule_id, name, held_on, 'closed' as exception_type,
        coalesce(lag(end_minute) over (partition by _source, id, held_on order by start_minute), 0) as closed_from, start_minute as closed_to
    from hours
    union all
    select _source, office_hours_schedule_id, max(name) as name, held_on, 'closed' as exception_type, max(end_minute) as closed_from, 1440 as closed_to
    from hours
    group by _source, office_hours_schedule_id, id, held_on
)

select
    _source as source,
    'schedule' as subject_type,
    trim(office_hours_schedule_id) as subject_id,
    exception_type,
    held_on as start_date,
    {{ clock_of_minutes('start_minute') }} as start_time,
    held_on as end_date,
    {{ clock_of_minutes('end_minute') }} as end_time,
    {{ to_text('name') }} as reason
from stretches
where held_on is not null and start_minute < end_minute
