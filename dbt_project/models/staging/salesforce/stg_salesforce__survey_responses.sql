-- One row per answered question of a survey that has a scale.
with raw_surveys as (
    {{ salesforce_records('surveys') }}
),

surveys as (
    select _source as source, {{ salesforce_id('id') }} as survey_id, {{ to_text('name') }} as survey_name
    from raw_surveys
),

subjects as (
    {{ salesforce_records('survey_subjects') }}
),

about as (
    select _source as source, {{ salesforce_id('parentid') }} as parent_id, min({{ salesforce_id('subjectid') }}) as case_id
    from subjects
    where subjectid like '500%'
    group by _source, {{ salesforce_id('parentid') }}
)

select
    answers.source,
    answers.answer_id as survey_response_id,
    answers.invitation_id as survey_send_id,
    answers.survey_id,
    surveys.survey_name,
    answers.survey_kind,
    answers.scale,
    answers.score,
    answers.comment_text as comment,
    -- Without a ticket, a customer or an agent of its own an answer takes those of its invitation.
    about.case_id as ticket_id,
    case when answers.submitter_id like '003%' then answers.submitter_id end as customer_id,
    cast(null as {{ dbt.type_string() }}) as agent_id,
    answers.answered_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_salesforce__answers') }} as answers
left join surveys on answers.source = surveys.source and answers.survey_id = surveys.survey_id
left join about on answers.source = about.source and answers.response_id = about.parent_id
