-- One row per calendar and stretch of time in which it is open: weekly windows on their local dates, exceptions applied, overlaps once.
with days as (
    select report_date, day_of_week from {{ ref('int_days') }}
    union all
    -- A calendar's own date may be the one before or after the reporting date, and a window may run into it from the date before.
    select report_date, {{ day_of_week('report_date') }} as day_of_week
    from (
        {% for edge in [add_days('min(report_date)', -2), add_days('min(report_date)', -1), add_days('max(report_date)', 1)] -%}
        select {{ edge }} as report_date from {{ ref('int_days') }}
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as edges
),

dates as (
    select
        windows.source,
        windows.calendar_id,
        windows.time_zone,
        {{ add_seconds('cast(days.report_date as timestamp)', 'windows.start_seconds') }} as local_start,
        {{ add_seconds('cast(days.report_date as timestamp)', 'windows.end_seconds') }} as local_end
    from {{ ref('int_calendar_windows') }} as windows
    inner join days
        on windows.day_of_week = days.day_of_week
        and (windows.valid_from_date is null or windows.valid_from_date <= days.report_date)
        and (windows.valid_to_date is null or windows.valid_to_date >= days.report_date)
),

stretches as (
    select
        source,
        calendar_id,
        {{ local_to_utc('local_start', 'time_zone') }} as started_at,
        {{ local_to_utc('local_end', 'time_zone') }} as ended_at,
        'open' as exception_type
    from dates
    union all
    select source, calendar_id, started_at, ended_at, exception_type
    from {{ ref('int_calendar_exceptions') }}
),

-- Closed wins over open: it weighs more than any number of windows that could overlap.
weighed as (
    select source, calendar_id, started_at, ended_at, case exception_type when 'open' then 1 else -1000000 end as weight
    from stretches
    -- A window that begins in the hour that clocks skip may end before it begins: it does not take place.
    where ended_at > started_at
),

boundaries as (
    select source, calendar_id, started_at as changed_at, weight from weighed
    union all
    select source, calendar_id, ended_at as changed_at, -weight as weight from weighed
),

instants as (
    select source, calendar_id, changed_at, sum(weight) as weight
    from boundaries
    group by source, calendar_id, changed_at
),

weights as (
    select
        source,
        calendar_id,
        changed_at as started_at,
        lead(changed_at) over (partition by source, calendar_id order by changed_at) as ended_at,
        sum(weight) over (partition by source, calendar_id order by changed_at rows between unbounded preceding and current row) as weight
    from instants
)

select source, calendar_id, started_at, ended_at
from weights
where weight > 0
