-- One row per reopen of a counted ticket.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    reopened_by_type,
    reopened_by_id,
    closed_by_type,
    closed_by_id,
    reopen_number,
    reopened_date,
    created_date,
    cycle_closed_at as closed_at,
    reopened_at,
    as_of,
    is_courtesy,
    closed_seconds
from {{ ref('int_ticket_reopens') }}
