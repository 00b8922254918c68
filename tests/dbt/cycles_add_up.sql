-- The cycles of a closed ticket last as long as it was open; stages split each cycle (a whole second may be lost to rounding in each part).
{{ config(meta={'dagster': {'ref': {'name': 'time_to_close'}}}) }}
with cycles as (
    select source, ticket_id, {{ sum_of('resolution_seconds') }} as cycle_seconds, cast(count(*) as bigint) as cycle_count
    from {{ ref('resolution_time') }}
    group by source, ticket_id
)

select closed.source, closed.ticket_id, 'open_seconds' as law, closed.open_seconds as whole, cycles.cycle_seconds as parts
from {{ ref('time_to_close') }} as closed
inner join cycles on closed.source = cycles.source and closed.ticket_id = cycles.ticket_id
where closed.closed_at is not null and abs(closed.open_seconds - cycles.cycle_seconds) > cycles.cycle_count

union all

select source, ticket_id, 'customer_wait_seconds' as law, customer_wait_seconds as whole, agent_work_seconds + on_hold_seconds as parts
from {{ ref('resolution_time') }}
where customer_wait_seconds <> agent_work_seconds + on_hold_seconds

union all

select source, ticket_id, 'resolution_seconds' as law, resolution_seconds as whole, agent_work_seconds + pending_seconds + on_hold_seconds as parts
from {{ ref('resolution_time') }}
where agent_work_seconds + pending_seconds + on_hold_seconds > resolution_seconds
