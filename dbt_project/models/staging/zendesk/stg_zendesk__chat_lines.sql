-- One row per message of a chat, numbered in its order.
with raw as (
    {{ newest('zendesk', 'chats') }}
),

events as (
    select _source, id as chat_id, zendesk_ticket_id, {{ json_items('history') }} as line
    from raw
    where coalesce(type, 'chat') = 'chat' and not {{ to_boolean('deleted', 'false') }}
),

messages as (
    select
        _source as source,
        {{ to_text('chat_id') }} as chat_id,
        {{ to_text('zendesk_ticket_id') }} as ticket_id,
        {{ to_instant(json_text('line', '$.timestamp'), "'UTC'") }} as sent_at,
        coalesce({{ json_text('line', '$.msg_id') }}, {{ json_text('line', '$.timestamp') }}) as line_id,
        {{ json_text('line', '$.nick') }} as nick,
        {{ text_part(json_text('line', '$.nick'), '^agent:([0-9]+)$') }} as agent_id
    from events
    where {{ json_text('line', '$.type') }} in ('chat.msg', 'chat.file')
)

select
    source,
    chat_id,
    ticket_id,
    sent_at,
    agent_id,
    -- Triggers write as agents without a number.
    agent_id is null and nick like 'agent%' as is_by_rule,
    row_number() over (partition by source, chat_id order by sent_at, line_id) as line_number
from messages
where ticket_id is not null
