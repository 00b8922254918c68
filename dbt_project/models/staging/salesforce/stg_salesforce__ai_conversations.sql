-- One row per messaging session in which an AI agent wrote; sessions without a word on file say nothing of it.
with sessions as (
    select
        source,
        session_id,
        min(case when author_type = 'ai_agent' then author_id end) as ai_agent_id,
        max(case when entry_type = 'Text' then occurred_at end) as last_activity_at,
        sum(case when author_type = 'ai_agent' and entry_type = 'Text' then 1 else 0 end) as ai_message_count,
        sum(case when author_type = 'customer' and entry_type = 'Text' then 1 else 0 end) as customer_message_count,
        max(case when author_type = 'agent' and entry_type = 'Text' then 1 else 0 end) = 1 as has_human_joined,
        min(case when entry_type = 'BotEscalated' then occurred_at end) as handed_off_at
    from {{ ref('stg_salesforce__entries') }}
    group by source, session_id
)

select
    sessions.source,
    sessions.session_id as ai_conversation_id,
    chats.ticket_id,
    chats.customer_id,
    sessions.ai_agent_id,
    chats.team_id,
    tickets.channel,
    chats.started_at,
    cast(null as timestamp) as assigned_at,
    sessions.last_activity_at,
    cast(sessions.ai_message_count as bigint) as ai_message_count,
    cast(sessions.customer_message_count as bigint) as customer_message_count,
    sessions.has_human_joined,
    false as is_human_requested,
    sessions.handed_off_at,
    cast(null as {{ dbt.type_string() }}) as handoff_reason,
    cast(null as {{ dbt.type_string() }}) as feedback,
    cast(null as timestamp) as feedback_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from sessions
inner join {{ ref('stg_salesforce__chats') }} as chats on sessions.source = chats.source and sessions.session_id = chats.chat_id
left join {{ ref('stg_salesforce__tickets') }} as tickets on chats.source = tickets.source and chats.ticket_id = tickets.ticket_id
where sessions.ai_message_count > 0
