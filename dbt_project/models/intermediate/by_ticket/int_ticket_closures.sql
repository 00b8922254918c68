-- One row per close of a counted ticket: the cycle that it ends, who held the ticket then, and what came after.
with cycles as (
    select
        *,
        row_number() over (partition by source, ticket_id order by cycle_number desc) as cycle_number_back
    from {{ of_touched('int_ticket_cycles') }}
    where closed_at is not null
),

spans as (
    select source, ticket_id, cycle_number, opened_at as started_at, closed_at as ended_at
    from cycles
),

business as (
    {{ business_seconds('spans', ['source', 'ticket_id', 'cycle_number']) }}
)

select
    {{ ticket_columns('tickets', 'states', 'sources') }},
    cycles.ticket_id,
    cycles.cycle_number as closure_number,
    cycles.opened_at,
    {{ local_date('cycles.opened_at') }} as opened_date,
    cycles.closed_at as cycle_closed_at,
    {{ local_date('cycles.closed_at') }} as cycle_closed_date,
    cycles.closed_by_type,
    cycles.closed_by_id,
    cycles.cycle_number = 1 as is_first_close,
    -- No later close so far; the ticket may be open again.
    cycles.cycle_number_back = 1 as is_last_close,
    cycles.cycle_number_back = 1 and tickets.is_closed as is_resolved,
    cycles.resolution_seconds,
    business.business_seconds as resolution_business_seconds,
    cycles.agent_work_seconds,
    cycles.pending_seconds,
    cycles.on_hold_seconds,
    cycles.customer_wait_seconds
from cycles
inner join {{ of_touched('int_tickets') }} as tickets on cycles.source = tickets.source and cycles.ticket_id = tickets.ticket_id
inner join {{ ref('int_sources') }} as sources on cycles.source = sources.source
inner join {{ of_touched('int_ticket_states') }} as states on {{ holds_at('states', 'cycles', 'cycles.closed_at') }}
left join business on cycles.source = business.source and cycles.ticket_id = business.ticket_id and cycles.cycle_number = business.cycle_number
where not tickets.is_excluded
