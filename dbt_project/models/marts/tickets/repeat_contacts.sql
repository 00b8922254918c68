-- One row per counted ticket with a known customer.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    customer_name,
    company_name,
    previous_ticket_id,
    created_date,
    closed_date,
    created_at,
    as_of,
    is_repeat,
    is_same_type_repeat,
    seconds_since_previous
from {{ ref('int_repeat_contacts') }}
