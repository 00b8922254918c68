-- One row per message or note of a ticket or chat: newest version, cast.
with raw as (
    {{ newest('other', 'messages') }}
)

select
    _source as source,
    {{ to_text('message_id') }} as message_id,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_text('chat_id') }} as chat_id,
    {{ to_instant('sent_at') }} as sent_at,
    coalesce({{ to_integer('sequence') }}, 0) as sequence,
    {{ role(to_text('author_type'), 'trim(author_id)') }} as author_type,
    {{ to_text('author_id') }} as author_id,
    {{ to_boolean('is_public', 'true') }} as is_public,
    {{ to_boolean('is_automated', 'false') }} as is_automated,
    {{ to_word('other', 'messages', 'channel') }} as channel,
    {{ json_merge('attributes', '_rest') }} as attributes
from raw
