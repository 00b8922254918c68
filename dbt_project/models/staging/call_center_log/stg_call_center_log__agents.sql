-- One row per agent who served a call.
select
    source,
    agent_id,
    agent_id as agent_name,
    max({{ role("'human'", 'agent_id') }}) as agent_type,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    true as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_call_center_log__calls') }}
where agent_id is not null
group by source, agent_id
