-- One row per entry of a thread (message, comment, assignment, change of status, welcome), as HubSpot tells it.
{{ merged_by('message_id', {'messages': to_text('id')}) }}
with raw as (
    {{ newest('hubspot', 'messages') }}
)

select
    _source as source,
    {{ to_text('id') }} as message_id,
    {{ to_text('conversationsThreadId') }} as thread_id,
    upper({{ to_text('type') }}) as entry_type,
    upper({{ to_text('direction') }}) as direction,
    coalesce({{ to_text(json_text('senders', '$[0].actorId')) }}, {{ to_text('createdBy') }}) as sender_id,
    {{ to_text('assignedFrom') }} as assigned_from,
    {{ to_text('assignedTo') }} as assigned_to,
    {{ to_text('channelId') }} as channel_id,
    coalesce(upper({{ json_text('status', '$.statusType') }}) = 'FAILED', false) as is_failed,
    {{ to_instant('createdAt') }} as sent_at,
    _bot_agent_ids
from raw
