-- One row per ticket and stretch of time in which one business calendar is in force for it.
with changes as (
    select
        source,
        ticket_id,
        calendar_id,
        held_from,
        held_to,
        case when calendar_id = lag(calendar_id) over (partition by source, ticket_id order by state_number) then 0 else 1 end as is_change
    from {{ of_touched('int_ticket_states') }}
),

numbered as (
    select
        *,
        sum(is_change) over (partition by source, ticket_id order by held_from rows between unbounded preceding and current row) as stretch_number
    from changes
)

select
    source,
    ticket_id,
    calendar_id,
    min(held_from) as held_from,
    max(held_to) as held_to
from numbered
where calendar_id is not null
group by source, ticket_id, calendar_id, stretch_number
