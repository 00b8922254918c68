-- One row per customer wait (reply pair): from the first unanswered customer message to what ended it.
with steps as (
    select
        *,
        -- The customer writes when nothing waits yet, or again on a ticket that is still closed.
        step = 'customer' and (previous_step is null or previous_step in ('reply', 'close') or is_on_closed) as is_start
    from {{ of_touched('int_wait_steps') }}
),

runs as (
    select
        *,
        sum(case when is_start then 1 else 0 end) over (
            partition by source, ticket_id order by step_number rows between unbounded preceding and current row
        ) as wait_number
    from steps
),

ends as (
    select
        source,
        ticket_id,
        wait_number,
        -- What a person writes, or a close, ends the wait.
        min(case when step in ('reply', 'close') then step_number end) as end_number
    from runs
    where wait_number > 0
    group by source, ticket_id, wait_number
),

waits as (
    select
        runs.source,
        runs.ticket_id,
        runs.wait_number,
        max(case when runs.is_start then runs.message_id end) as waiting_message_id,
        max(case when runs.is_start then runs.step_at end) as waiting_since_at,
        {{ count_if("runs.step = 'customer'") }} as customer_message_count,
        max(case when runs.step_number = ends.end_number then runs.step end) as end_step,
        max(case when runs.step_number = ends.end_number then runs.step_at end) as end_at,
        max(case when runs.step_number = ends.end_number then runs.message_id end) as reply_message_id,
        max(case when runs.step_number = ends.end_number then runs.author_id end) as author_id,
        max(case when runs.step_number = ends.end_number then runs.author_name end) as author_name,
        min(case when runs.step in ('reply', 'other_reply') and (ends.end_number is null or runs.step_number <= ends.end_number) then runs.step_at end) as any_replied_at
    from runs
    inner join ends on runs.source = ends.source and runs.ticket_id = ends.ticket_id and runs.wait_number = ends.wait_number
    group by runs.source, runs.ticket_id, runs.wait_number
),

with_next as (
    select
        *,
        lead(waiting_since_at) over (partition by source, ticket_id order by wait_number) as next_waiting_since_at,
        sum(case when end_step = 'reply' then 1 else 0 end) over (
            partition by source, ticket_id order by wait_number rows between unbounded preceding and current row
        ) - case when end_step = 'reply' then 1 else 0 end as answered_before_count
    from waits
)

select
    waits.source,
    waits.ticket_id,
    waits.wait_number,
    waits.waiting_message_id,
    waits.waiting_since_at,
    waits.customer_message_count,
    case
        when waits.end_step = 'reply' then 'answered'
        when waits.end_step = 'close' then 'closed_unanswered'
        when waits.next_waiting_since_at is not null then 'after_close'
        when last_states.is_close_unknown then 'closed_unanswered'
        when last_states.is_closed then 'after_close'
        else 'waiting'
    end as wait_outcome,
    coalesce(waits.end_at, waits.next_waiting_since_at) as wait_ended_at,
    waits.reply_message_id,
    case when waits.end_step = 'reply' then waits.end_at end as replied_at,
    waits.any_replied_at,
    waits.author_id,
    waits.author_name,
    waits.answered_before_count = 0 as is_first_response
from with_next as waits
left join {{ of_touched('int_ticket_states') }} as last_states
    on waits.source = last_states.source and waits.ticket_id = last_states.ticket_id and last_states.ended_at is null
