-- One row per agent, bot or queue.
select
    source,
    source_system,
    agent_id,
    agent_name,
    agent_type,
    team_id,
    team_name,
    time_zone,
    is_active
from {{ ref('int_agents') }}
