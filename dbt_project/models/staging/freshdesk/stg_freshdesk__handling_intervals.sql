-- One row per agent, ticket and start of booked time, from the start (of the timer, or when it was written down) for as long as was booked.
with raw as (
    {{ newest('freshdesk', 'time_entries') }}
),

bookings as (
    select
        _source as source,
        {{ to_text('agent_id') }} as agent_id,
        {{ to_text('ticket_id') }} as ticket_id,
        {{ to_instant('start_time', zone="'UTC'") }} as started_at,
        coalesce(
            {{ to_integer('time_spent_in_seconds') }},
            try_cast({{ text_part('trim(time_spent)', '^([0-9]+):') }} as bigint) * 3600 + try_cast({{ text_part('trim(time_spent)', ':([0-9]+)$') }} as bigint) * 60
        ) as seconds
    from raw
    where not {{ to_boolean('timer_running', 'false') }}
)

select
    source,
    agent_id,
    ticket_id,
    started_at,
    {{ add_seconds('started_at', 'cast(sum(seconds) as bigint)') }} as ended_at,
    'time_entry' as handling_basis
from bookings
where seconds is not null
group by source, agent_id, ticket_id, started_at
