-- One row per agent and stretch of time in which one team is the agent's main team.
with memberships as (
    select
        source,
        agent_id,
        team_id,
        started_at,
        coalesce(ended_at, cast('9999-12-31' as timestamp)) as ended_at
    from {{ ref('all_agent_team_memberships') }}
    where is_main
),

instants as (
    select source, agent_id, started_at as instant from memberships where ended_at > started_at
    union distinct
    select source, agent_id, ended_at as instant from memberships where ended_at > started_at
),

pieces as (
    select
        source,
        agent_id,
        instant as held_from,
        lead(instant) over (partition by source, agent_id order by instant) as held_to
    from instants
),

candidates as (
    select
        pieces.source,
        pieces.agent_id,
        memberships.team_id,
        pieces.held_from,
        pieces.held_to,
        -- Where main teams overlap the one that was joined last holds; the earlier one goes on after it.
        row_number() over (
            partition by pieces.source, pieces.agent_id, pieces.held_from
            order by memberships.started_at desc, memberships.team_id desc
        ) as claim
    from pieces
    inner join memberships
        on pieces.source = memberships.source and pieces.agent_id = memberships.agent_id
        and memberships.started_at <= pieces.held_from and memberships.ended_at >= pieces.held_to
),

stretches as (
    select source, agent_id, team_id, held_from, held_to
    from candidates
    where claim = 1

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
