-- One row per sending date and ticket.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    sent_date,
    created_date,
    closed_date,
    last_message_at,
    as_of,
    sent_message_count,
    received_message_count,
    internal_note_count
from {{ ref('int_ticket_message_days') }}
