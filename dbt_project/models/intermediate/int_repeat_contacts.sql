-- One row per counted ticket of a known customer, with the counted ticket of theirs before it.
{% set in_order = "partition by tickets.source, tickets.customer_id order by tickets.created_at, tickets.ticket_id" -%}
with contacts as (
    select
        {{ ticket_columns('tickets', 'states', 'sources') }},
        tickets.ticket_id,
        tickets.customer_name,
        tickets.company_name,
        tickets.created_at,
        lag(tickets.ticket_id) over ({{ in_order }}) as previous_ticket_id,
        lag(tickets.created_at) over ({{ in_order }}) as previous_created_at,
        lag(tickets.ticket_type) over ({{ in_order }}) as previous_ticket_type
    from {{ ref('int_tickets') }} as tickets
    inner join {{ ref('int_sources') }} as sources on tickets.source = sources.source
    left join {{ ref('int_ticket_states') }} as states on {{ holds_at('states', 'tickets', 'sources.as_of') }}
    where not tickets.is_excluded and tickets.customer_id is not null
)

select
    *,
    {{ seconds_between('previous_created_at', 'created_at') }} as seconds_since_previous,
    coalesce(created_at <= {{ add_seconds('previous_created_at', 86400 * var('repeat_window_days')) }}, false) as is_repeat,
    coalesce(created_at <= {{ add_seconds('previous_created_at', 86400 * var('repeat_window_days')) }}, false)
    and coalesce(ticket_type = previous_ticket_type, false) as is_same_type_repeat
from contacts
