-- One row per teammate, bot or AI agent: those of the list, and whoever else wrote or was assigned. Who is not in the list any more has left.
with admins as (
    {{ newest('intercom', 'admins') }}
),

named as (
    select source, author_id as agent_id, author_name as agent_name, author_type
    from {{ ref('stg_intercom__parts') }}
    where author_type in ('agent', 'bot', 'ai_agent') and author_id is not null
    union all
    select source, author_id, author_name, author_type
    from {{ ref('stg_intercom__conversation_records') }}
    where author_type in ('agent', 'bot', 'ai_agent') and author_id is not null
    union all
    select source, nullif(assigned_id, '0') as agent_id, cast(null as {{ dbt.type_string() }}) as agent_name, case when assigned_word = 'bot' then 'bot' else 'agent' end as author_type
    from {{ ref('stg_intercom__parts') }}
    where assigned_word in ('admin', 'bot')
    union all
    select source, owner_id, cast(null as {{ dbt.type_string() }}) as agent_name, 'agent' as author_type
    from {{ ref('stg_intercom__tickets') }}
    union all
    select source, owner_id, owner_name, 'exported' as author_type
    from {{ ref('stg_intercom__exported_conversations') }}
    union all
    select _source, trim(id) as agent_id, {{ to_text('name') }} as agent_name, case when email like 'operator+%@intercom.io' then 'bot' else 'agent' end as author_type
    from admins
),

agents as (
    select
        source,
        agent_id,
        max(agent_name) as agent_name,
        max(case author_type when 'ai_agent' then 2 when 'bot' then 1 else 0 end) as kind,
        max(case when author_type = 'exported' then 1 else 0 end) = 1 as is_exported
    from named
    where agent_id is not null
    group by source, agent_id
)

select
    agents.source,
    agents.agent_id,
    coalesce({{ to_text('admins.name') }}, agents.agent_name) as agent_name,
    case
        when {{ json_list_has('admins._bot_agent_ids', 'agents.agent_id') }} then 'bot'
        when agents.kind = 2 then 'ai_agent'
        when agents.kind = 1 then 'bot'
        else 'human'
    end as agent_type,
    coalesce({{ json_text('admins.team_priority_level', '$.primary_team_ids[0]') }}, {{ json_text('admins.team_ids', '$[0]') }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    case
        when agents.kind > 0 then true
        -- Without a list, or of the reporting data export, nothing is known about who has left.
        when lists._source is null or agents.is_exported then true
        when admins.id is null then false
        else {{ to_boolean('admins.has_inbox_seat', 'true') }}
    end as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from agents
left join (select distinct listed._source from admins as listed) as lists on agents.source = lists._source
left join admins on agents.source = admins._source and agents.agent_id = trim(admins.id)
