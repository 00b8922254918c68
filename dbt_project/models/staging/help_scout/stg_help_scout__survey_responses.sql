-- One row per rating of a reply.
with raw as (
    {{ newest('help_scout', 'ratings') }}
)

select
    _source as source,
    concat(trim(id), '-', trim(threadid)) as survey_response_id,
    cast(null as {{ dbt.type_string() }}) as survey_send_id,
    'happiness' as survey_id,
    'Happiness' as survey_name,
    'csat' as survey_kind,
    'great_okay_not_good' as scale,
    case trim(rating_id) when '1' then 'great' when '2' then 'okay' when '3' then 'not_good' end as score,
    {{ to_text('rating_comments') }} as comment,
    trim(id) as ticket_id,
    {{ to_text('rating_customer_id') }} as customer_id,
    {{ to_text('rating_user_id') }} as agent_id,
    {{ to_instant('rating_created_at', "'UTC'") }} as answered_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from raw
