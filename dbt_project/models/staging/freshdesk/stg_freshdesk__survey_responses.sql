-- One row per answer to the main question of a survey.
with raw as (
    {{ newest('freshdesk', 'satisfaction_ratings') }}
),

surveys as (
    {{ newest('freshdesk', 'surveys') }}
)

select
    raw._source as source,
    {{ to_text('raw.id') }} as survey_response_id,
    cast(null as {{ dbt.type_string() }}) as survey_send_id,
    {{ to_text('raw.survey_id') }} as survey_id,
    {{ to_text('surveys.title') }} as survey_name,
    'csat' as survey_kind,
    'freshdesk_103' as scale,
    {{ to_text('raw.rating') }} as score,
    {{ to_text('raw.feedback') }} as comment,
    {{ to_text('raw.ticket_id') }} as ticket_id,
    {{ to_text('raw.user_id') }} as customer_id,
    {{ to_text('raw.agent_id') }} as agent_id,
    {{ to_instant('raw.created_at', zone="'UTC'") }} as answered_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from raw
left join surveys on raw._source = surveys._source and trim(raw.survey_id) = trim(surveys.id)
