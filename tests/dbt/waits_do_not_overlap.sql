-- A wait of a ticket ends before its next one starts, and at most the last one is open.
select *
from (
    select
        source,
        ticket_id,
        waiting_message_id,
        wait_outcome,
        wait_ended_at,
        lead(waiting_since_at) over (
            partition by source, ticket_id order by waiting_since_at, coalesce(wait_ended_at, cast('9999-12-31' as timestamp))
        ) as next_waiting_since_at
    from {{ ref('response_time') }}
) as waits
where next_waiting_since_at is not null and (wait_outcome = 'waiting' or wait_ended_at > next_waiting_since_at)
