-- One row per live session a visitor started (a chat, or a call that waits in a queue): newest version, cast.
with raw as (
    {{ newest('other', 'chats') }}
)

select
    _source as source,
    {{ to_text('chat_id') }} as chat_id,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_text('customer_id') }} as customer_id,
    {{ to_text('owner_id') }} as owner_id,
    {{ to_text('team_id') }} as team_id,
    {{ to_instant('started_at') }} as started_at,
    {{ to_instant('first_any_reply_at') }} as first_any_reply_at,
    {{ to_instant('first_human_reply_at') }} as first_human_reply_at,
    {{ to_instant('ended_at') }} as ended_at,
    {{ to_boolean('is_missed', 'false') }} as is_missed,
    {{ json_merge('attributes', '_rest') }} as attributes
from raw
