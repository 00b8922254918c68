-- One row per agent: those that are listed, and those who are only named in tickets, messages, changes or ratings.
with named as (
    select source, owner_id as agent_id, assignee_name as agent_name
    from {{ ref('stg_zoho_desk__listed_tickets') }}
    {%- for entity, column, condition in [
        ('messages', 'author_id', "author_type in ('agent', 'bot')"),
        ('ticket_events', 'actor_id', "actor_type in ('agent', 'bot')"),
        ('ticket_events', 'old_value', "event_type = 'owner_changed'"),
        ('ticket_events', 'new_value', "event_type = 'owner_changed'"),
        ('survey_responses', 'agent_id', "agent_id is not null"),
    ] %}
    union all
    select source, {{ column }} as agent_id, cast(null as {{ dbt.type_string() }}) as agent_name
    from {{ ref('stg_zoho_desk__' ~ entity) }}
    where {{ condition }}
    {%- endfor %}
),

lists as (
    select distinct source
    from {{ ref('stg_zoho_desk__listed_agents') }}
)

select
    source,
    agent_id,
    agent_name,
    agent_type,
    team_id,
    time_zone,
    is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_zoho_desk__listed_agents') }}

union all

select
    named.source,
    named.agent_id,
    max(named.agent_name) as agent_name,
    max(case when {{ json_list_has('sources.bot_agent_ids', 'named.agent_id') }} then 'bot' else 'human' end) as agent_type,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    -- Without a list of agents nobody can be said to have left.
    max(case when lists.source is null then 1 else 0 end) = 1 as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from named
inner join {{ ref('stg_lake__sources') }} as sources on named.source = sources.source
left join {{ ref('stg_zoho_desk__listed_agents') }} as listed on named.source = listed.source and named.agent_id = listed.agent_id
left join lists on named.source = lists.source
where named.agent_id is not null and listed.agent_id is null
group by named.source, named.agent_id
