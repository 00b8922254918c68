-- One row per invitation to a survey, with what its answers say that it asks.
select
    invitations.source,
    invitations.invitation_id as survey_send_id,
    invitations.survey_id,
    invitations.survey_name,
    coalesce(invitations.survey_kind, 'csat') as survey_kind,
    invitations.case_id as ticket_id,
    coalesce(invitations.contact_id, cases.contact_id) as customer_id,
    cast(null as {{ dbt.type_string() }}) as agent_id,
    invitations.sent_at,
    'sent' as delivery_status
from {{ ref('stg_salesforce__invitations') }} as invitations
left join {{ ref('stg_salesforce__cases') }} as cases on invitations.source = cases.source and invitations.case_id = cases.case_id
