-- One row per ticket and cycle: from its creation or a reopen, over the close, to the next reopen.
with states as (
    select
        *,
        lag(is_closed) over (partition by source, ticket_id order by state_number) as was_closed
    from {{ of_touched('int_ticket_states') }}
),

numbered as (
    select
        *,
        {{ seconds_between('started_at', 'ended_at') }} as state_seconds,
        1 + sum(case when was_closed and not is_closed then 1 else 0 end) over (
            partition by source, ticket_id order by state_number rows between unbounded preceding and current row
        ) as cycle_number
    from states
),

cycles as (
    select
        source,
        ticket_id,
        cast(cycle_number as bigint) as cycle_number,
        min(started_at) as opened_at,
        max(case when was_closed and not is_closed then stage_actor_type end) as opened_by_type,
        max(case when was_closed and not is_closed then stage_actor_id end) as opened_by_id,
        min(case when is_closed and not is_close_unknown then started_at end) as closed_at,
        max(case when is_closed and not coalesce(was_closed, false) then stage_actor_type end) as closed_by_type,
        max(case when is_closed and not coalesce(was_closed, false) then stage_actor_id end) as closed_by_id,
        max(case when is_closed then 1 else 0 end) = 1 as has_close,
        -- Where the time went is unknown without stage history, never 0.
        {% for column, categories in [('agent_work', "'new', 'open'"), ('pending', "'pending'"), ('on_hold', "'on_hold'"), ('customer_wait', "'new', 'open', 'on_hold'")] -%}
        {{ sum_of("case when has_stage_history then case when not is_closed and status_category in (" ~ categories ~ ") then state_seconds else 0 end end") }} as {{ column }}_seconds{{ ',' if not loop.last }}
        {% endfor %}
    from numbered
    group by source, ticket_id, cycle_number
),

with_next as (
    select
        *,
        lead(opened_at) over (partition by source, ticket_id order by cycle_number) as reopened_at,
        lead(opened_by_type) over (partition by source, ticket_id order by cycle_number) as reopened_by_type,
        lead(opened_by_id) over (partition by source, ticket_id order by cycle_number) as reopened_by_id,
        lead(closed_at) over (partition by source, ticket_id order by cycle_number) as next_closed_at
    from cycles
),

-- A thank-you mail: closed again and nobody of the team wrote in between. What was written at the very instant of the reopen came before it.
touches as (
    select
        cycles.source,
        cycles.ticket_id,
        cycles.cycle_number,
        {{ count_if("messages.author_type = 'agent' and messages.sent_at > cycles.reopened_at and messages.sent_at <= cycles.next_closed_at") }} as agent_message_count
    from with_next as cycles
    inner join {{ of_touched('all_messages') }} as messages on cycles.source = messages.source and cycles.ticket_id = messages.ticket_id
    where cycles.next_closed_at is not null
    group by cycles.source, cycles.ticket_id, cycles.cycle_number
)

select
    cycles.source,
    cycles.ticket_id,
    cycles.cycle_number,
    cycles.opened_at,
    cycles.closed_at,
    cycles.closed_by_type,
    -- Only people and machines of the team close on their own account.
    case when cycles.closed_by_type = 'customer' then null else cycles.closed_by_id end as closed_by_id,
    cycles.has_close,
    cycles.reopened_at,
    cycles.reopened_by_type,
    cycles.reopened_by_id,
    -- A ticket without any message on file is never courtesy.
    coalesce(touches.agent_message_count = 0, false) as is_courtesy,
    {{ seconds_between('cycles.opened_at', 'cycles.closed_at') }} as resolution_seconds,
    {{ seconds_between('cycles.closed_at', 'cycles.reopened_at') }} as closed_seconds,
    cycles.agent_work_seconds,
    cycles.pending_seconds,
    cycles.on_hold_seconds,
    cycles.customer_wait_seconds
from with_next as cycles
left join touches on cycles.source = touches.source and cycles.ticket_id = touches.ticket_id and cycles.cycle_number = touches.cycle_number
