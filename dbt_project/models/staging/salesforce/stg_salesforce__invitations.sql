-- One row per invitation to a survey: what it is about, and what it asks.
with raw as (
    {{ salesforce_records('survey_invitations') }}
),

surveys as (
    {{ salesforce_records('surveys') }}
),

subjects as (
    {{ salesforce_records('survey_subjects') }}
),

about as (
    select _source as source, {{ salesforce_id('ParentId') }} as parent_id, min({{ salesforce_id('SubjectId') }}) as case_id
    from subjects
    where SubjectId like '500%'
    group by _source, {{ salesforce_id('ParentId') }}
),

-- A survey that asks for a recommendation is an NPS survey; nothing but its answers says so.
kinds as (
    select source, survey_id, max(survey_kind) as survey_kind
    from {{ ref('stg_salesforce__answers') }}
    group by source, survey_id
)

select
    raw._source as source,
    {{ salesforce_id('raw.Id') }} as invitation_id,
    {{ salesforce_id('raw.SurveyId') }} as survey_id,
    {{ to_text('surveys.Name') }} as survey_name,
    kinds.survey_kind,
    about.case_id,
    {{ salesforce_id('raw.ContactId') }} as contact_id,
    {{ salesforce_instant('raw.CreatedDate') }} as sent_at
from raw
left join surveys on raw._source = surveys._source and {{ salesforce_id('raw.SurveyId') }} = {{ salesforce_id('surveys.Id') }}
left join about on raw._source = about.source and {{ salesforce_id('raw.Id') }} = about.parent_id
left join kinds on raw._source = kinds.source and {{ salesforce_id('raw.SurveyId') }} = kinds.survey_id
