-- One row per schedule of office hours and weekly window of it, cut at midnight. Windows are minutes since Monday 00:00.
with raw as (
    {{ newest('intercom', 'office_hours_schedules') }}
),

schedules as (
    select raw.*, sources.default_schedule_id, count(*) over (partition by raw._source) as schedule_count
    from raw
    inner join {{ ref('stg_lake__sources') }} as sources on raw._source = sources.source
),

items as (
    select *, {{ json_items('time_intervals') }} as item
    from schedules
    where not {{ to_boolean('twenty_four_seven', 'false') }}
),

windows as (
    select
        _source, id, name, time_zone_name, schedule_count, default_schedule_id,
        {{ to_integer(json_text('item', '$.start_minute')) }} as start_minute,
        {{ to_integer(json_text('item', '$.end_minute')) }} as end_minute
    from items
    union all
    select _source, id, name, time_zone_name, schedule_count, default_schedule_id, 0 as start_minute, 10080 as end_minute
    from schedules
    where {{ to_boolean('twenty_four_seven', 'false') }}
),

-- A window may end on the Monday after.
days as (
    select *, {{ numbers(0, 7) }} as day_number
    from windows
),

clipped as (
    select
        *,
        greatest(start_minute - 1440 * day_number, 0) as start_of_day,
        least(end_minute - 1440 * day_number, 1440) as end_of_day
    from days
)

select
    _source as source,
    trim(id) as schedule_id,
    {{ to_text('name') }} as schedule_name,
    -- Nothing says for whom a schedule is: the only one, or the one that the note names, holds for all.
    case when schedule_count = 1 or trim(id) = coalesce(default_schedule_id, '') then 'account' else 'ticket' end as subject_type,
    '' as subject_id,
    trim(time_zone_name) as time_zone,
    cast(day_number % 7 + 1 as bigint) as day_of_week,
    {{ clock_of_minutes('start_of_day') }} as start_time,
    {{ clock_of_minutes('end_of_day') }} as end_time,
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date
from clipped
where start_of_day < end_of_day
