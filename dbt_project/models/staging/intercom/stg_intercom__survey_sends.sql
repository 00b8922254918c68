-- One row per rating that was asked for.
select
    source,
    ticket_id as survey_send_id,
    'conversation_rating' as survey_id,
    'Conversation rating' as survey_name,
    'csat' as survey_kind,
    ticket_id,
    customer_id,
    agent_id,
    requested_at as sent_at,
    'sent' as delivery_status
from {{ ref('stg_intercom__ratings') }}
