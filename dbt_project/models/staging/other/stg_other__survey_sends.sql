-- One row per survey sent or offered to one customer: newest version, cast.
with raw as (
    {{ newest('other', 'survey_sends') }}
)

select
    _source as source,
    {{ to_text('survey_send_id') }} as survey_send_id,
    {{ to_text('survey_id') }} as survey_id,
    {{ to_text('survey_name') }} as survey_name,
    {{ to_text('survey_kind') }} as survey_kind,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_text('customer_id') }} as customer_id,
    {{ to_text('agent_id') }} as agent_id,
    {{ to_instant('sent_at') }} as sent_at,
    coalesce({{ to_word('other', 'survey_sends', 'delivery_status') }}, 'sent') as delivery_status
from raw
