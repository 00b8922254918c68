-- One row per agent, bot or queue, former ones too.
select
    agents.source,
    sources.source_system,
    agents.agent_id,
    agents.agent_name,
    agents.agent_type,
    agents.team_id,
    teams.team_name,
    agents.time_zone,
    agents.is_active
from {{ ref('all_agents') }} as agents
inner join {{ ref('int_sources') }} as sources on agents.source = sources.source
left join {{ ref('all_teams') }} as teams on agents.source = teams.source and agents.team_id = teams.team_id
