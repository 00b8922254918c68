-- One row per sending date, author, owner and ticket dimensions.
{% set dimensions = slicers('ticket') | replace('channel', 'message_channel') ~ ', author_id, author_name, current_owner_id, sent_date, as_of' -%}
select
    {{ dimensions | replace('message_channel', 'message_channel as channel') }},
    {{ count_if('is_reply') }} as reply_count,
    {{ count_if('is_internal_note') }} as internal_note_count,
    {{ count_if('is_automated_message') }} as automated_message_count
from {{ ref('int_messages') }}
where is_reply or is_internal_note or is_automated_message
group by {{ dimensions }}
