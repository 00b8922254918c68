-- One row per closed ticket that a customer opened and a person answered: was the first reply the last word?
with tickets as (
    select *
    from {{ ref('int_ticket_outcomes') }}
    where is_closed and initiated_by = 'customer' and sent_message_count > 0
),

-- The customer came back with a new ticket while the window after the close was open.
returns as (
    select distinct tickets.source, tickets.ticket_id
    from tickets
    inner join {{ ref('int_ticket_outcomes') }} as later_tickets
        on tickets.source = later_tickets.source and tickets.contact_customer_id = later_tickets.contact_customer_id
        and later_tickets.created_at > tickets.closed_at
        and later_tickets.created_at <= {{ add_seconds('tickets.closed_at', 86400 * var('fcr_window_days')) }}
),

decided as (
    select
        tickets.*,
        returns.ticket_id is not null as has_returned,
        tickets.sent_message_count = 1 as is_first_reply_resolved,
        -- Where no export tells of reopens, no ticket is ever decided.
        coalesce({{ add_seconds('tickets.closed_at', 86400 * var('fcr_window_days')) }} <= tickets.as_of, false) and tickets.reopen_count is not null as is_mature
    from tickets
    left join returns on tickets.source = returns.source and tickets.ticket_id = returns.ticket_id
)

select
    *,
    case
        when is_mature then is_first_reply_resolved and reopen_count = courtesy_reopen_count and not has_returned
    end as is_first_contact_resolved
from decided
