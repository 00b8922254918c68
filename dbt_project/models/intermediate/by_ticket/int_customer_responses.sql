-- One row per customer message that answers a run of messages by people of the team.
with turns as (
    select
        *,
        -- Replies share the number of the customer message before them.
        sum(case when step = 'customer' then 1 else 0 end) over (
            partition by source, ticket_id order by step_number rows between unbounded preceding and current row
        ) as turn_number,
        row_number() over (partition by source, ticket_id order by step_number) as message_place
    from {{ of_touched('int_wait_steps') }}
    where step in ('customer', 'reply')
),

runs as (
    select
        source,
        ticket_id,
        turn_number,
        min(message_place) as first_place,
        max(message_place) as last_place
    from turns
    where step = 'reply'
    group by source, ticket_id, turn_number
),

responses as (
    select
        answers.source,
        answers.ticket_id,
        answers.message_id as customer_message_id,
        answers.step_at as customer_replied_at,
        answers.is_on_closed as is_after_close,
        last_messages.message_id as agent_message_id,
        last_messages.step_at as agent_sent_at,
        last_messages.author_id,
        last_messages.author_name,
        first_messages.message_id as first_agent_message_id,
        first_messages.step_at as first_agent_sent_at
    from turns as answers
    inner join runs on answers.source = runs.source and answers.ticket_id = runs.ticket_id and answers.turn_number = runs.turn_number + 1
    inner join turns as last_messages
        on runs.source = last_messages.source and runs.ticket_id = last_messages.ticket_id and runs.last_place = last_messages.message_place
    inner join turns as first_messages
        on runs.source = first_messages.source and runs.ticket_id = first_messages.ticket_id and runs.first_place = first_messages.message_place
    where
        answers.step = 'customer'
        -- Long after the close it is a new contact.
        and (
            not answers.is_on_closed
            or answers.step_at <= {{ add_seconds('answers.last_closed_at', 86400 * var('customer_response_window_days')) }}
        )
)

select
    {{ ticket_columns('tickets', 'states', 'sources') }},
    responses.ticket_id,
    responses.customer_message_id,
    responses.agent_message_id,
    responses.first_agent_message_id,
    responses.agent_sent_at,
    {{ local_date('responses.agent_sent_at') }} as agent_sent_date,
    responses.customer_replied_at,
    {{ local_date('responses.customer_replied_at') }} as customer_replied_date,
    responses.author_id,
    responses.author_name,
    customers.customer_name,
    customers.company_name,
    customers.segment,
    responses.is_after_close,
    {{ seconds_between('responses.agent_sent_at', 'responses.customer_replied_at') }} as customer_response_seconds,
    {{ seconds_between('responses.first_agent_sent_at', 'responses.customer_replied_at') }} as customer_response_from_first_seconds
from responses
inner join {{ ref('int_sources') }} as sources on responses.source = sources.source
left join {{ of_touched('int_tickets') }} as tickets on responses.source = tickets.source and responses.ticket_id = tickets.ticket_id
left join {{ ref('int_customers') }} as customers on tickets.source = customers.source and tickets.customer_id = customers.given_customer_id
left join {{ of_touched('int_ticket_states') }} as states on {{ holds_at('states', 'responses', 'responses.customer_replied_at') }}
