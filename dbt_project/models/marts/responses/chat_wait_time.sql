-- One row per chat, or call that waits in a queue.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    chat_outcome,
    author_id,
    author_name,
    chat_id,
    started_date,
    started_at,
    replied_at,
    ended_at,
    as_of,
    is_answered,
    is_abandoned,
    chat_wait_seconds,
    chat_wait_business_seconds,
    chat_any_reply_seconds,
    abandoned_seconds
from {{ ref('int_chats') }}
