-- One row per scope (account, team), local date with available time and local hour: most, fewest and seconds of agents available at once.
with available as (
    select source, 'account' as scope_type, source as scope_id, started_at, ended_at
    from {{ ref('int_availability_intervals') }}
    where status = 'available'

    union all

    -- At an instant an agent counts in the team of that instant.
    select
        intervals.source,
        'team' as scope_type,
        teams.team_id as scope_id,
        greatest(intervals.started_at, teams.held_from) as started_at,
        least(intervals.ended_at, teams.held_to) as ended_at
    from {{ ref('int_availability_intervals') }} as intervals
    inner join {{ ref('int_agent_teams') }} as teams
        on intervals.source = teams.source and intervals.agent_id = teams.agent_id
        and teams.held_from < intervals.ended_at and teams.held_to > intervals.started_at
    where intervals.status = 'available'
),

dates as (
    select distinct available.source, available.scope_type, available.scope_id, days.report_date
    from available
    inner join {{ ref('int_days') }} as days on available.started_at < days.day_end_at and available.ended_at > days.day_start_at
),

-- Half hours carry the count of who was there before into each hour.
changes as (
    select source, scope_type, scope_id, started_at as instant, 1 as change from available
    union all
    select source, scope_type, scope_id, ended_at as instant, -1 as change from available
    union all
    select dates.source, dates.scope_type, dates.scope_id, halves.started_at as instant, 0 as change
    from dates
    inner join {{ ref('int_half_hours') }} as halves on dates.report_date = halves.report_date
    union all
    select dates.source, dates.scope_type, dates.scope_id, days.day_end_at as instant, 0 as change
    from dates
    inner join {{ ref('int_days') }} as days on dates.report_date = days.report_date
),

instants as (
    select source, scope_type, scope_id, instant, sum(change) as change
    from changes
    group by source, scope_type, scope_id, instant
),

counts as (
    select
        source,
        scope_type,
        scope_id,
        instant,
        lead(instant) over (partition by source, scope_type, scope_id order by instant) as next_instant,
        sum(change) over (partition by source, scope_type, scope_id order by instant rows between unbounded preceding and current row) as agent_count
    from instants
)

select
    counts.source,
    sources.source_system,
    counts.scope_type,
    counts.scope_id,
    {{ local_date('counts.instant') }} as report_date,
    {{ local_hour('counts.instant') }} as hour_of_day,
    {{ day_of_week(local_date('min(counts.instant)')) }} as day_of_week,
    cast(max(counts.agent_count) as bigint) as max_available_agent_count,
    cast(min(counts.agent_count) as bigint) as min_available_agent_count,
    {{ sum_of('counts.agent_count * ' ~ seconds_between('counts.instant', 'counts.next_instant')) }} as scope_available_seconds_sum,
    sources.as_of
from counts
inner join dates
    on counts.source = dates.source and counts.scope_type = dates.scope_type and counts.scope_id = dates.scope_id
    and {{ local_date('counts.instant') }} = dates.report_date
inner join {{ ref('int_sources') }} as sources on counts.source = sources.source
where counts.next_instant is not null
group by counts.source, sources.source_system, counts.scope_type, counts.scope_id, {{ local_date('counts.instant') }}, {{ local_hour('counts.instant') }}, sources.as_of
