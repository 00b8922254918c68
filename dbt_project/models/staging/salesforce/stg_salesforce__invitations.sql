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
    select _source as source, {{ salesforce_id('parentid') }} as parent_id, min({{ salesforce_id('subjectid') }}) as case_id
    from subjects
    where subjectid like '500%'
    group by _source, {{ salesforce_id('parentid') }}
),

-- A survey that asks for a recommendation is an NPS survey; nothing but its answers says so.
kinds as (
    select source, survey_id, max(survey_kind) as survey_kind
    from {{ ref('stg_salesforce__answers') }}
    group by source, survey_id
)

select
    raw._source as source,
    {{ salesforce_id('raw.id') }} as invitation_id,
    {{ salesforce_id('raw.surveyid') }} as survey_id,
    {{ to_text('surveys.name') }} as survey_name,
    kinds.survey_kind,
    about.case_id,
    {{ salesforce_id('raw.contactid') }} as contact_id,
    {{ salesforce_instant('raw.createddate') }} as sent_at
from raw
left join surveys on raw._source = surveys._source and {{ salesforce_id('raw.surveyid') }} = {{ salesforce_id('surveys.id') }}
left join about on raw._source = about.source and {{ salesforce_id('raw.id') }} = about.parent_id
left join kinds on raw._source = kinds.source and {{ salesforce_id('raw.surveyid') }} = kinds.survey_id
