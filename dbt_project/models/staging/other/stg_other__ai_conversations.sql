-- One row per conversation on a channel where an AI agent is on duty, whether it took part or not: newest version, cast.
with raw as (
    {{ newest('other', 'ai_conversations') }}
)

select
    _source as source,
    {{ to_text('ai_conversation_id') }} as ai_conversation_id,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_text('customer_id') }} as customer_id,
    {{ to_text('ai_agent_id') }} as ai_agent_id,
    {{ to_text('team_id') }} as team_id,
    {{ to_word('other', 'ai_conversations', 'channel') }} as channel,
    {{ to_instant('started_at') }} as started_at,
    {{ to_instant('assigned_at') }} as assigned_at,
    {{ to_instant('last_activity_at') }} as last_activity_at,
    {{ to_integer('ai_message_count') }} as ai_message_count,
    {{ to_integer('customer_message_count') }} as customer_message_count,
    {{ to_boolean('has_human_joined', 'false') }} as has_human_joined,
    {{ to_boolean('is_human_requested', 'false') }} as is_human_requested,
    {{ to_instant('handed_off_at') }} as handed_off_at,
    {{ to_word('other', 'ai_conversations', 'handoff_reason') }} as handoff_reason,
    {{ to_word('other', 'ai_conversations', 'feedback') }} as feedback,
    {{ to_instant('feedback_at') }} as feedback_at,
    {{ json_merge('attributes', '_rest') }} as attributes
from raw
