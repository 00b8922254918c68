-- One row per name of someone who held, changed or resolved an incident; the log names people anew in each of its columns.
with updates as (
    select * from {{ ref('stg_servicenow__incident_updates') }}
),

names as (
    {% for column in ['owner_id', 'updated_by', 'resolved_by'] -%}
    select source, {{ column }} as agent_id, _bot_agent_ids
    from updates
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    source,
    agent_id,
    agent_id as agent_name,
    max({{ role("'human'", 'agent_id') }}) as agent_type,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    true as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from names
group by source, agent_id
