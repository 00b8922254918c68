-- One row per agent and stretch of time in which one team is the agent's main team.
with memberships as (
    select
        source,
        agent_id,
        team_id,
        started_at,
        ended_at,
        -- Where two main teams overlap the later one holds.
        lead(started_at) over (partition by source, agent_id order by started_at, team_id) as next_started_at
    from {{ ref('all_agent_team_memberships') }}
    where is_main
),

stretches as (
    select
        source,
        agent_id,
        team_id,
        started_at as held_from,
        least(
            coalesce(ended_at, cast('9999-12-31' as timestamp)),
            coalesce(next_started_at, cast('9999-12-31' as timestamp))
        ) as held_to
    from memberships

    union all

    -- Without any membership on file the agent's present team has always held.
    select
        agents.source,
        agents.agent_id,
        agents.team_id,
        cast('1900-01-01' as timestamp) as held_from,
        cast('9999-12-31' as timestamp) as held_to
    from {{ ref('all_agents') }} as agents
    where
        agents.team_id is not null
        and not exists (
            select 1
            from {{ ref('all_agent_team_memberships') }} as known
            where known.source = agents.source and known.agent_id = agents.agent_id
        )
)

select
    stretches.source,
    stretches.agent_id,
    stretches.team_id,
    teams.team_name,
    stretches.held_from,
    stretches.held_to
from stretches
left join {{ ref('all_teams') }} as teams on stretches.source = teams.source and stretches.team_id = teams.team_id
where stretches.held_to > stretches.held_from
