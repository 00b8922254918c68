-- One row per frequency, period, direction and place 1 to 10: the tickets with most messages sent, and received.
select
    source,
    source_system,
    frequency,
    direction,
    ticket_id,
    ticket_url,
    customer_id,
    owner_id,
    owner_name,
    team_id,
    team_name,
    place,
    rank,
    period_start_date,
    last_message_at,
    as_of,
    is_tied_at_cutoff,
    message_count
from {{ ref('int_top_tickets') }}
