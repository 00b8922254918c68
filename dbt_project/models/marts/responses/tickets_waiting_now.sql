-- One row per ticket whose customer waits for a reply at as_of.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    customer_name,
    company_name,
    waiting_since_date,
    created_date,
    waiting_since_at,
    as_of,
    is_first_response,
    waiting_seconds,
    waiting_business_seconds,
    customer_message_count
from {{ ref('int_waits') }}
where is_waiting
