-- One row per step of a ticket that bears on waiting: customer message, reply by a person, any other reply, close.
{% set in_order = "partition by source, ticket_id order by step_at, step_rank, message_number" -%}
with steps as (
    select
        source,
        ticket_id,
        message_id,
        message_number,
        author_id,
        author_name,
        sent_at as step_at,
        -- Messages come before what happens to the ticket at the same instant.
        1 as step_rank,
        case when is_received then 'customer' when is_reply then 'reply' else 'other_reply' end as step
    from {{ of_touched('int_messages') }}
    where is_received or is_reply or is_automated_message
    {% for step, instant in [('close', 'closed_at'), ('reopen', 'reopened_at')] %}
    union all
    select
        cycles.source,
        cycles.ticket_id,
        cast(null as {{ dbt.type_string() }}) as message_id,
        cast(null as bigint) as message_number,
        cast(null as {{ dbt.type_string() }}) as author_id,
        cast(null as {{ dbt.type_string() }}) as author_name,
        cycles.{{ instant }} as step_at,
        {{ loop.index + 1 }} as step_rank,
        '{{ step }}' as step
    from {{ of_touched('int_ticket_cycles') }} as cycles
    inner join {{ of_touched('int_tickets') }} as tickets on cycles.source = tickets.source and cycles.ticket_id = tickets.ticket_id
    where cycles.{{ instant }} is not null and not tickets.is_excluded
    {% endfor %}
),

closings as (
    select
        *,
        coalesce({{ last_known("case when step in ('close', 'reopen') then step end", in_order) }} = 'close', false) as is_on_closed,
        {{ last_known("case when step = 'close' then step_at end", in_order) }} as last_closed_at
    from steps
)

select
    *,
    row_number() over ({{ in_order }}) as step_number,
    -- Other replies leave the turn where it is.
    lag(step) over (partition by source, ticket_id, step = 'other_reply' order by step_at, step_rank, message_number) as previous_step
from closings
where step <> 'reopen'
