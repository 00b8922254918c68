-- One row per change of a ticket: names made the ids that the lists of agents and departments have.
with agents as (
    select source, agent_name as name, min(agent_id) as id
    from {{ ref('stg_zoho_desk__listed_agents') }}
    group by source, agent_name
),

departments as (
    select source, team_name as name, min(team_id) as id
    from {{ ref('stg_zoho_desk__listed_departments') }}
    group by source, team_name
),

changes as (
    select
        changes.*,
        {% for side in ['previous', 'updated'] -%}
        case changes.event_type
            when 'owner_changed' then coalesce({{ side }}_agents.id, changes.{{ side }}_value)
            when 'team_changed' then coalesce({{ side }}_departments.id, changes.{{ side }}_value)
            when 'priority_changed' then {{ side }}_priorities.priority
            else changes.{{ side }}_value
        end as {{ side }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('stg_zoho_desk__changes') }} as changes
    {%- for side in ['previous', 'updated'] %}
    left join agents as {{ side }}_agents on changes.source = {{ side }}_agents.source and changes.{{ side }}_value = {{ side }}_agents.name
    left join departments as {{ side }}_departments on changes.source = {{ side }}_departments.source and changes.{{ side }}_value = {{ side }}_departments.name
    left join {{ ref('priority_words') }} as {{ side }}_priorities
        on {{ side }}_priorities.system = 'zoho_desk' and changes.{{ side }}_value = {{ side }}_priorities.word
    {%- endfor %}
    where changes.event_type is not null
)

select
    changes.source,
    changes.ticket_id,
    changes.occurred_at,
    row_number() over (
        partition by changes.source, changes.ticket_id, changes.event_type, changes.occurred_at
        order by changes.previous asc nulls first, changes.updated asc nulls first, changes.actor_id asc nulls first
    ) - 1 as sequence,
    changes.event_type,
    changes.previous as old_value,
    changes.updated as new_value,
    case
        when changes.actor_kind = 'agent' then {{ role("'agent'", 'changes.actor_id') | replace('_bot_agent_ids', 'sources.bot_agent_ids') }}
        when changes.actor_kind in ('enduser', 'contact', 'customer') then 'customer'
        else 'automation'
    end as actor_type,
    case when changes.actor_kind in ('agent', 'enduser', 'contact', 'customer') then changes.actor_id end as actor_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from changes
inner join {{ ref('stg_lake__sources') }} as sources on changes.source = sources.source
where changes.updated is distinct from changes.previous
