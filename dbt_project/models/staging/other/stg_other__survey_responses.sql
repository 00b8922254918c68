-- One row per answer of one customer to one survey; of several answers to one invitation the last counts: newest version, cast.
with raw as (
    {{ newest('other', 'survey_responses') }}
)

select
    _source as source,
    {{ to_text('survey_response_id') }} as survey_response_id,
    {{ to_text('survey_send_id') }} as survey_send_id,
    {{ to_text('survey_id') }} as survey_id,
    {{ to_text('survey_name') }} as survey_name,
    {{ to_text('survey_kind') }} as survey_kind,
    {{ to_text('scale') }} as scale,
    {{ to_text('score') }} as score,
    {{ to_text('comment') }} as comment,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_text('customer_id') }} as customer_id,
    {{ to_text('agent_id') }} as agent_id,
    {{ to_instant('answered_at') }} as answered_at,
    {{ json_merge('attributes', '_rest') }} as attributes
from raw
