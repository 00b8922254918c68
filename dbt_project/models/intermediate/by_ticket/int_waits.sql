-- One row per customer wait, with its length by the clock and in business hours, and who answered, owned and owns.
with spans as (
    select
        waits.source,
        waits.ticket_id,
        waits.wait_number,
        waits.waiting_since_at as started_at,
        coalesce(waits.replied_at, sources.as_of) as ended_at
    from {{ of_touched('int_wait_outcomes') }} as waits
    inner join {{ ref('int_sources') }} as sources on waits.source = sources.source
    where waits.wait_outcome in ('answered', 'waiting')
),

business as (
    {{ business_seconds('spans', ['source', 'ticket_id', 'wait_number']) }}
),

last_schedule as (
    {{ business_seconds('spans', ['source', 'ticket_id', 'wait_number'], calendars='int_ticket_last_calendars') }}
)

select
    {{ ticket_columns('tickets', 'states', 'sources') }},
    waits.ticket_id,
    waits.waiting_message_id,
    waits.reply_message_id,
    waits.waiting_since_at,
    {{ local_date('waits.waiting_since_at') }} as waiting_since_date,
    waits.replied_at,
    {{ local_date('waits.replied_at') }} as replied_date,
    waits.wait_ended_at,
    start_states.owner_id as owner_at_wait_start_id,
    waits.author_id,
    waits.author_name,
    customers.customer_name,
    customers.company_name,
    customers.segment,
    waits.wait_outcome,
    waits.is_first_response,
    waits.wait_outcome = 'answered' as is_answered,
    waits.wait_outcome = 'waiting' as is_waiting,
    waits.customer_message_count,
    {{ seconds_between('waits.waiting_since_at', 'waits.replied_at') }} as response_seconds,
    case when waits.wait_outcome = 'answered' then business.business_seconds end as response_business_seconds,
    case when waits.wait_outcome = 'answered' then last_schedule.business_seconds end as response_last_schedule_seconds,
    {{ seconds_between('waits.waiting_since_at', 'waits.any_replied_at') }} as any_reply_seconds,
    case when waits.wait_outcome = 'waiting' then {{ seconds_between('waits.waiting_since_at', 'sources.as_of') }} end as waiting_seconds,
    case when waits.wait_outcome = 'waiting' then business.business_seconds end as waiting_business_seconds
from {{ of_touched('int_wait_outcomes') }} as waits
inner join {{ ref('int_sources') }} as sources on waits.source = sources.source
left join {{ of_touched('int_tickets') }} as tickets on waits.source = tickets.source and waits.ticket_id = tickets.ticket_id
left join {{ ref('int_customers') }} as customers on tickets.source = customers.source and tickets.customer_id = customers.given_customer_id
-- Who held the ticket at the reply; while there is none, who holds it now.
left join {{ of_touched('int_ticket_states') }} as states on {{ holds_at('states', 'waits', 'coalesce(waits.replied_at, sources.as_of)') }}
left join {{ of_touched('int_ticket_states') }} as start_states on {{ holds_at('start_states', 'waits', 'waits.waiting_since_at') }}
left join business on waits.source = business.source and waits.ticket_id = business.ticket_id and waits.wait_number = business.wait_number
left join last_schedule on waits.source = last_schedule.source and waits.ticket_id = last_schedule.ticket_id and waits.wait_number = last_schedule.wait_number
