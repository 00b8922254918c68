-- One row per agent: who has the role, who was ever assigned a ticket, AI agents of the add-on, and the bots that the note names.
with ai_agents as (
    select _source as source, {{ to_text('bot_id') }} as agent_id, max({{ to_text('bot_name') }}) as name
    from ({{ newest('zendesk', 'ai_conversations') }}) as conversations
    group by _source, bot_id
),

named as (
    select source, user_id as agent_id
    from {{ ref('stg_zendesk__users') }}
    where role <> 'end-user'
    union all
    select source, assignee_id as agent_id
    from {{ ref('stg_zendesk__ticket_rows') }}
    {% for value in ['old_value', 'new_value'] -%}
    union all
    select source, {{ value }} as agent_id
    from {{ ref('stg_zendesk__audit_changes') }}
    where field_name = 'assignee_id'
    {% endfor -%}
    union all
    select source, agent_id from {{ ref('stg_zendesk__chat_lines') }}
    union all
    select source, {{ json_items('bot_agent_ids') }} as agent_id
    from {{ ref('stg_lake__sources') }}
    where source_system = 'zendesk'
    union all
    select source, agent_id from ai_agents
    union all
    select source, agent_id from {{ ref('stg_zendesk__handling_intervals') }}
    union all
    select source, agent_id from {{ ref('stg_zendesk__availability_intervals') }}
),

known as (
    select named.source, named.agent_id, sources.bot_agent_ids as _bot_agent_ids
    from named
    inner join {{ ref('stg_lake__sources') }} as sources on named.source = sources.source
    where named.agent_id is not null
    group by named.source, named.agent_id, sources.bot_agent_ids
)

select
    known.source,
    known.agent_id,
    coalesce(users.name, ai_agents.name, known.agent_id) as agent_name,
    case when ai_agents.agent_id is not null then 'ai_agent' else {{ role("'human'", 'known.agent_id') }} end as agent_type,
    users.group_id as team_id,
    users.time_zone,
    -- Former agents are suspended, deleted, or end users again.
    coalesce(users.is_active and not users.is_suspended and users.role <> 'end-user', true) as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from known
left join {{ ref('stg_zendesk__users') }} as users on known.source = users.source and known.agent_id = users.user_id
left join ai_agents on known.source = ai_agents.source and known.agent_id = ai_agents.agent_id
