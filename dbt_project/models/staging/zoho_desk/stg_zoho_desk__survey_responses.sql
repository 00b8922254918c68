-- One row per rating of a ticket by its customer.
with raw as (
    {{ newest('zoho_desk', 'customer_happiness') }}
)

select
    _source as source,
    {{ to_text('id') }} as survey_response_id,
    cast(null as {{ dbt.type_string() }}) as survey_send_id,
    'customer_happiness' as survey_id,
    'Customer happiness' as survey_name,
    'csat' as survey_kind,
    'great_okay_not_good' as scale,
    case upper(trim(rating)) when 'GOOD' then 'great' when 'BAD' then 'not_good' else 'okay' end as score,
    {{ to_text('feedback') }} as comment,
    {{ to_text('ticketId') }} as ticket_id,
    {{ to_text('contactId') }} as customer_id,
    {{ to_text('agentId') }} as agent_id,
    {{ to_instant('ratedTime', zone="'UTC'") }} as answered_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from raw
