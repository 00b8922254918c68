-- One row per counted ticket: how often the turn changed.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    closed_date,
    created_date,
    as_of,
    is_closed,
    exchange_count,
    sent_message_count,
    received_message_count,
    internal_note_count
from {{ ref('int_ticket_outcomes') }}
