-- One row per survey of the older kind that was offered; of the newer kind only the answers are to be had.
with raw as (
    {{ newest('zendesk', 'satisfaction_ratings') }}
)

select
    _source as source,
    {{ to_text('id') }} as survey_send_id,
    'satisfaction_rating' as survey_id,
    'Satisfaction rating' as survey_name,
    'csat' as survey_kind,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_text('requester_id') }} as customer_id,
    {{ to_text('assignee_id') }} as agent_id,
    {{ to_instant('created_at', "'UTC'") }} as sent_at,
    'sent' as delivery_status
from raw
where lower(trim(score)) <> 'unoffered'
