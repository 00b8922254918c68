-- One row per customer message that answers a run of agent messages.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    author_id,
    author_name,
    customer_message_id,
    agent_message_id,
    first_agent_message_id,
    customer_replied_date,
    agent_sent_date,
    created_date,
    closed_date,
    agent_sent_at,
    customer_replied_at,
    as_of,
    is_after_close,
    customer_response_seconds,
    customer_response_from_first_seconds
from {{ ref('int_customer_responses') }}
