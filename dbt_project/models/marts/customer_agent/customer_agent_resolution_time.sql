-- One row per handled conversation whose ticket is closed.
select
    {{ slicers('customer_agent') }},
    ticket_id,
    ticket_url,
    customer_id,
    ai_conversation_id,
    closed_date,
    started_date,
    assigned_at,
    closed_at,
    as_of,
    is_settled,
    is_resolved,
    is_deflected,
    customer_agent_resolution_seconds
from {{ ref('int_ai_conversations') }}
where is_handled and closed_at is not null
