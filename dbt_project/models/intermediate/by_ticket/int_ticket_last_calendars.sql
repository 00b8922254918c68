-- One row per ticket: its last business calendar, as if it had always held (the way Zendesk counts).
with numbered as (
    select
        source,
        ticket_id,
        calendar_id,
        row_number() over (partition by source, ticket_id order by state_number desc) as state_number_back
    from {{ of_touched('int_ticket_states') }}
)

select
    source,
    ticket_id,
    calendar_id,
    cast('1900-01-01' as timestamp) as held_from,
    cast('9999-12-31' as timestamp) as held_to
from numbered
where state_number_back = 1 and calendar_id is not null
