-- One row per conversation of an AI agent (add-on).
with raw as (
    {{ newest('zendesk', 'ai_conversations') }}
)

select
    raw._source as source,
    {{ to_text('raw.conversation_id') }} as ai_conversation_id,
    {{ to_text('raw.ticket_id') }} as ticket_id,
    tickets.requester_id as customer_id,
    {{ to_text('raw.bot_id') }} as ai_agent_id,
    cast(null as {{ dbt.type_string() }}) as team_id,
    words.channel,
    {{ to_instant('raw.conversation_start_time', "'UTC'") }} as started_at,
    {{ to_instant('raw.conversation_start_time', "'UTC'") }} as assigned_at,
    coalesce({{ to_instant('raw.conversation_end_time', "'UTC'") }}, {{ to_instant('raw.conversation_start_time', "'UTC'") }}) as last_activity_at,
    coalesce({{ to_integer('raw.bot_messages_count') }}, 0) as ai_message_count,
    {{ to_integer('raw.visitor_messages_count') }} as customer_message_count,
    coalesce({{ to_integer('raw.agent_messages_count') }} > 0, false) as has_human_joined,
    {{ to_boolean('raw.escalated', 'false') }} as is_human_requested,
    {{ to_instant('raw.escalated_at', "'UTC'") }} as handed_off_at,
    cast(null as {{ dbt.type_string() }}) as handoff_reason,
    cast(null as {{ dbt.type_string() }}) as feedback,
    cast(null as timestamp) as feedback_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from raw
left join {{ ref('stg_zendesk__ticket_rows') }} as tickets on raw._source = tickets.source and trim(raw.ticket_id) = tickets.ticket_id
left join {{ ref('channel_words') }} as words on words.system = 'zendesk' and lower(trim(raw.channel)) = words.word
