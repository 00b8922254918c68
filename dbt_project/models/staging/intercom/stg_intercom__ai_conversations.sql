-- One row per conversation on a channel on which the AI agent has been on duty since before it began, whether it took part or not.
with talks as (
    select
        source,
        ticket_id,
        sum(case when author_type = 'ai_agent' then 1 else 0 end) as ai_message_count,
        sum(case when author_type = 'customer' then 1 else 0 end) as customer_message_count,
        max(case when author_type = 'ai_agent' then author_id end) as ai_agent_id,
        min(case when author_type = 'ai_agent' then sent_at end) as first_ai_message_at,
        max(case when author_type = 'ai_agent' then sent_at end) as last_ai_message_at,
        min(case when author_type = 'agent' then sent_at end) as joined_at,
        max(sent_at) as last_message_at
    from {{ ref('stg_intercom__messages') }}
    where is_public
    group by source, ticket_id
),

assignments as (
    select parts.source, parts.ticket_id, min(parts.created_at) as assigned_at
    from {{ ref('stg_intercom__parts') }} as parts
    inner join talks on parts.source = talks.source and parts.ticket_id = talks.ticket_id and parts.created_at >= talks.first_ai_message_at
    where parts.assigned_word in ('admin', 'team')
    group by parts.source, parts.ticket_id
),

conversations as (
    select
        *,
        {{ json_text('ai_agent', '$.resolution_state') }} as resolution_state,
        {{ json_text('ai_agent', '$.last_answer_type') }} as last_answer_type,
        {{ to_integer(json_text('ai_agent', '$.rating')) }} as rating
    from {{ ref('stg_intercom__conversation_records') }}
),

duties as (
    select source, source_type, min(created_at) as began_at
    from conversations
    where is_ai_agent_used
    group by source, source_type
)

select
    conversations.source,
    conversations.ticket_id as ai_conversation_id,
    conversations.ticket_id,
    tickets.customer_id,
    talks.ai_agent_id,
    tickets.team_id,
    tickets.channel,
    conversations.created_at as started_at,
    cast(null as timestamp) as assigned_at,
    coalesce(talks.last_message_at, conversations.created_at) as last_activity_at,
    -- A list holds no messages: then there was one at least.
    cast(greatest(coalesce(talks.ai_message_count, 0), case when conversations.is_ai_agent_used then 1 else 0 end) as bigint) as ai_message_count,
    cast(talks.customer_message_count as bigint) as customer_message_count,
    coalesce(talks.joined_at, conversations.first_admin_reply_at) is not null as has_human_joined,
    coalesce(conversations.resolution_state = 'escalated', false) as is_human_requested,
    case
        when conversations.resolution_state in ('escalated', 'procedure_handoff') then coalesce(assignments.assigned_at, talks.joined_at, talks.last_ai_message_at)
        when conversations.resolution_state = 'negative_feedback' then talks.joined_at
    end as handed_off_at,
    case
        when conversations.resolution_state = 'escalated' then 'requested'
        when conversations.resolution_state = 'procedure_handoff' then 'configured'
        when conversations.resolution_state = 'negative_feedback' and talks.joined_at is not null then 'failed'
    end as handoff_reason,
    case
        when conversations.rating >= 4 or (conversations.rating is null and conversations.resolution_state = 'confirmed_resolution') then 'positive'
        when conversations.rating <= 2 or (conversations.rating is null and conversations.resolution_state = 'negative_feedback') then 'negative'
        when conversations.rating = 3 then 'other'
    end as feedback,
    cast(null as timestamp) as feedback_at,
    concat('{"resolution_state":"', conversations.resolution_state, '","last_answer_type":"', coalesce(conversations.last_answer_type, ''), '"}') as attributes
from conversations
inner join duties
    on conversations.source = duties.source and conversations.source_type = duties.source_type and conversations.created_at >= duties.began_at
inner join {{ ref('stg_intercom__tickets') }} as tickets on conversations.source = tickets.source and conversations.ticket_id = tickets.ticket_id
left join talks on conversations.source = talks.source and conversations.ticket_id = talks.ticket_id
left join assignments on conversations.source = assignments.source and conversations.ticket_id = assignments.ticket_id
where conversations.delivered_as = 'customer_initiated' or conversations.is_ai_agent_used
