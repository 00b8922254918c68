-- One row per ticket and local date on which something was written, in the hands of who held it at the last of these messages.
{% set columns = slicers('ticket') ~ ', ' ~ slicers('ticket_links') ~ ', created_date, closed_date, sent_date, as_of' -%}
with messages as (
    select
        *,
        row_number() over (partition by source, ticket_id, sent_date order by message_number desc) as message_number_back,
        {% for count, flag in [('sent', 'is_reply'), ('received', 'is_received'), ('note', 'is_internal_note')] -%}
        cast(count(case when {{ flag }} then 1 end) over (partition by source, ticket_id, sent_date) as bigint) as {{ count }}_count{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_messages') }}
    where is_reply or is_received or is_internal_note
)

select
    {{ columns }},
    sent_at as last_message_at,
    sent_count as sent_message_count,
    received_count as received_message_count,
    note_count as internal_note_count
from messages
where message_number_back = 1
