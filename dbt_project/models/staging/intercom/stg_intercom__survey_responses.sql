-- One row per rating that was given.
select
    source,
    ticket_id as survey_response_id,
    ticket_id as survey_send_id,
    'conversation_rating' as survey_id,
    'Conversation rating' as survey_name,
    'csat' as survey_kind,
    '1_to_5' as scale,
    rating as score,
    remark as comment,
    ticket_id,
    customer_id,
    agent_id,
    answered_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_intercom__ratings') }}
where rating in ('1', '2', '3', '4', '5')
