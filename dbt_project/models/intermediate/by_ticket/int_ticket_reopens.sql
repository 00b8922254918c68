-- One row per reopen of a counted ticket, with the close before it.
select
    {{ ticket_columns('tickets', 'states', 'sources') }},
    cycles.ticket_id,
    cycles.cycle_number as reopen_number,
    cycles.closed_at as cycle_closed_at,
    cycles.closed_by_type,
    cycles.closed_by_id,
    cycles.reopened_at,
    {{ local_date('cycles.reopened_at') }} as reopened_date,
    cycles.reopened_by_type,
    cycles.reopened_by_id,
    cycles.is_courtesy,
    cycles.closed_seconds
from {{ of_touched('int_ticket_cycles') }} as cycles
inner join {{ of_touched('int_tickets') }} as tickets on cycles.source = tickets.source and cycles.ticket_id = tickets.ticket_id
inner join {{ ref('int_sources') }} as sources on cycles.source = sources.source
inner join {{ of_touched('int_ticket_states') }} as states on {{ holds_at('states', 'cycles', 'cycles.reopened_at') }}
where cycles.reopened_at is not null and not tickets.is_excluded
