-- One row per agent with availability or handling and local date, from the source's first of these to as_of; with the team of that date.
with workers as (
    select source, agent_id, 'availability' as kind, min(started_at) as first_at from {{ ref('all_availability_intervals') }} group by source, agent_id
    union all
    select source, agent_id, 'handling' as kind, min(started_at) as first_at from {{ ref('int_handling_intervals') }} group by source, agent_id
),

firsts as (
    select source, kind, {{ local_date('min(first_at)') }} as first_date
    from workers
    group by source, kind
),

agents as (
    select
        workers.source,
        workers.agent_id,
        min(firsts.first_date) as first_date,
        min(case when workers.kind = 'availability' then firsts.first_date end) as first_availability_date,
        min(case when workers.kind = 'handling' then firsts.first_date end) as first_handling_date
    from workers
    inner join firsts on workers.source = firsts.source and workers.kind = firsts.kind
    group by workers.source, workers.agent_id
),

dates as (
    select
        agents.source,
        sources.source_system,
        agents.agent_id,
        coalesce(days.report_date >= agents.first_availability_date, false) as has_availability,
        coalesce(days.report_date >= agents.first_handling_date, false) as has_handling,
        days.report_date,
        days.day_start_at,
        least(days.day_end_at, sources.as_of) as day_end_at,
        sources.as_of
    from agents
    inner join {{ ref('int_sources') }} as sources on agents.source = sources.source
    inner join {{ ref('int_days') }} as days on days.report_date between agents.first_date and sources.last_date
)

select
    dates.source,
    dates.source_system,
    dates.agent_id,
    known_agents.agent_name,
    teams.team_id,
    teams.team_name,
    dates.has_availability,
    dates.has_handling,
    dates.report_date,
    dates.day_start_at,
    dates.day_end_at,
    dates.as_of
from dates
left join {{ ref('all_agents') }} as known_agents on dates.source = known_agents.source and dates.agent_id = known_agents.agent_id
-- The main team just before the end of the date.
left join {{ ref('int_agent_teams') }} as teams
    on dates.source = teams.source and dates.agent_id = teams.agent_id
    and teams.held_from < dates.day_end_at and teams.held_to >= dates.day_end_at
