-- One row per close of a counted ticket, from creation or reopen to that close.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    closed_by_type,
    closed_by_id,
    closure_number,
    cycle_closed_date as closed_date,
    opened_date,
    created_date,
    opened_at,
    cycle_closed_at as closed_at,
    as_of,
    is_first_close,
    is_last_close,
    resolution_seconds,
    resolution_business_seconds,
    agent_work_seconds,
    pending_seconds,
    on_hold_seconds,
    customer_wait_seconds
from {{ ref('int_ticket_closures') }}
