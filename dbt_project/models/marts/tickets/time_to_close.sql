-- One row per counted ticket that was closed at least once.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    closed_by_type,
    closed_by_id,
    closed_date,
    created_date,
    first_closed_date,
    created_at,
    first_closed_at,
    closed_at,
    as_of,
    is_closed,
    first_close_seconds,
    first_close_business_seconds,
    full_close_seconds,
    full_close_business_seconds,
    open_seconds,
    open_business_seconds,
    closure_count,
    reopen_count,
    courtesy_reopen_count
from {{ ref('int_ticket_outcomes') }}
where closure_count > 0
