-- One row per window of a user's working hours and day of the week.
{% set days = {1: 'MONDAY', 2: 'TUESDAY', 3: 'WEDNESDAY', 4: 'THURSDAY', 5: 'FRIDAY', 6: 'SATURDAY', 7: 'SUNDAY'} -%}
with hours as (
    select source, agent_id, clock_zone, {{ json_items('working_hours') }} as item
    from {{ ref('stg_hubspot__user_settings') }}
    where working_hours is not null
),

windows as (
    select
        source,
        agent_id,
        clock_zone,
        upper({{ json_text('item', '$.days') }}) as days,
        cast({{ to_integer(json_text('item', '$.startMinute')) }} as integer) as start_minute,
        cast({{ to_integer(json_text('item', '$.endMinute')) }} as integer) as end_minute
    from hours
),

weekly as (
    {% for number, name in days.items() -%}
    select source, agent_id, clock_zone, start_minute, end_minute, cast({{ number }} as bigint) as day_of_week
    from windows
    where days in ('{{ name }}', 'EVERY_DAY', '{{ 'MONDAY_TO_FRIDAY' if number < 6 else 'SATURDAY_SUNDAY' }}')
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select distinct
    source,
    'user/' || agent_id as schedule_id,
    cast(null as {{ dbt.type_string() }}) as schedule_name,
    'agent' as subject_type,
    agent_id as subject_id,
    clock_zone as time_zone,
    day_of_week,
    {{ minutes_clock('start_minute') }} as start_time,
    {{ minutes_clock('end_minute') }} as end_time,
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date
from weekly
where start_minute < end_minute
