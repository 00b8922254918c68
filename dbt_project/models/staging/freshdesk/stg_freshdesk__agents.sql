-- One row per agent: those that the API lists, and those who are only named where they once worked (former agents, or the ticket export alone).
with named as (
    select source, owner_id as agent_id
    from {{ ref('stg_freshdesk__tickets') }}
    union all
    select source, author_id as agent_id
    from {{ ref('stg_freshdesk__messages') }}
    where author_type in ('agent', 'bot', 'automation')
    union all
    select source, actor_id as agent_id
    from {{ ref('stg_freshdesk__ticket_events') }}
    where actor_type in ('agent', 'bot')
    union all
    select source, agent_id
    from {{ ref('stg_freshdesk__handling_intervals') }}
    union all
    select source, agent_id
    from {{ ref('stg_freshdesk__survey_responses') }}
    {%- for value in ['old_value', 'new_value'] %}
    union all
    select source, {{ value }} as agent_id
    from {{ ref('stg_freshdesk__ticket_events') }}
    where event_type = 'owner_changed'
    {%- endfor %}
),

-- Without a list of agents nobody can be said to have left.
lists as (
    select distinct source
    from {{ ref('stg_freshdesk__listed_agents') }}
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
from {{ ref('stg_freshdesk__listed_agents') }}

union all

select
    named.source,
    named.agent_id,
    -- The ticket export has names for ids.
    max(case when not {{ to_integer('named.agent_id') }} is not null then named.agent_id end) as agent_name,
    max(case when {{ json_list_has('sources.bot_agent_ids', 'named.agent_id') }} then 'bot' else 'human' end) as agent_type,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    max(case when lists.source is null then 1 else 0 end) = 1 as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from named
inner join {{ ref('stg_lake__sources') }} as sources on named.source = sources.source
left join {{ ref('stg_freshdesk__listed_agents') }} as listed on named.source = listed.source and named.agent_id = listed.agent_id
left join lists on named.source = lists.source
where named.agent_id is not null and listed.agent_id is null
group by named.source, named.agent_id
