-- One row per person or bot of the desk: who had an issue, or wrote in one without being its reporter.
with names as (
    select source, owner_id as agent_id, {{ role("'human'", 'owner_id') }} as agent_type
    from {{ ref('stg_jira_service_management__assignee_turns') }}
    union all
    select source, author_id as agent_id, case when author_type = 'bot' then 'bot' else 'human' end as agent_type
    from {{ ref('stg_jira_service_management__messages') }}
    where author_type <> 'customer'
)

select
    source,
    agent_id,
    agent_id as agent_name,
    min(agent_type) as agent_type,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    true as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from names
where agent_id is not null
group by source, agent_id
