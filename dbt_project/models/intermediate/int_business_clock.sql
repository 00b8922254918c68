-- One row per calendar and stretch within one UTC date, open or shut, with the open time before it: the calendar's running total.
with bounds as (
    select
        calendars.source,
        calendars.calendar_id,
        cast(date_trunc('day', sources.first_at) as timestamp) - interval '1' day as first_midnight,
        cast(date_trunc('day', sources.as_of) as timestamp) + interval '1' day as last_midnight
    from {{ ref('int_calendars') }} as calendars
    inner join {{ ref('int_sources') }} as sources on calendars.source = sources.source
),

-- Every midnight is a boundary, so that an instant finds its stretch by its date.
boundaries as (
    select source, calendar_id, started_at as changed_at, 1 as weight from {{ ref('int_business_windows') }}
    union all
    select source, calendar_id, ended_at as changed_at, -1 as weight from {{ ref('int_business_windows') }}
    union all
    select source, calendar_id, cast(midnight as timestamp) as changed_at, 0 as weight
    from (
        select source, calendar_id, {{ dates_between('first_midnight', 'last_midnight') }} as midnight
        from bounds
    ) as midnights
),

instants as (
    select source, calendar_id, changed_at, sum(weight) as weight
    from boundaries
    group by source, calendar_id, changed_at
),

stretches as (
    select
        source,
        calendar_id,
        changed_at as started_at,
        lead(changed_at) over (partition by source, calendar_id order by changed_at) as ended_at,
        sum(weight) over (partition by source, calendar_id order by changed_at rows between unbounded preceding and current row) > 0 as is_open
    from instants
),

lengths as (
    select
        *,
        case when is_open then {{ micros('ended_at') }} - {{ micros('started_at') }} else 0 end as open_micros
    from stretches
    where ended_at is not null
)

select
    lengths.source,
    lengths.calendar_id,
    cast(lengths.started_at as date) as utc_date,
    lengths.started_at,
    lengths.ended_at,
    lengths.is_open,
    cast(sum(lengths.open_micros) over (
        partition by lengths.source, lengths.calendar_id order by lengths.started_at rows between unbounded preceding and current row
    ) - lengths.open_micros as bigint) as open_before_micros
from lengths
inner join bounds
    on lengths.source = bounds.source and lengths.calendar_id = bounds.calendar_id
    and lengths.started_at >= bounds.first_midnight and lengths.started_at < bounds.last_midnight
