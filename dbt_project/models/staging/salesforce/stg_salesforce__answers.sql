-- One row per number that somebody answered in a survey, with the scale of its question.
with answers as (
    {{ salesforce_records('survey_question_responses') }}
),

questions as (
    {{ salesforce_records('survey_questions') }}
),

responses as (
    {{ salesforce_records('survey_responses') }}
),

typed as (
    select
        answers._source as source,
        {{ salesforce_id('answers.id') }} as answer_id,
        {{ salesforce_id('answers.responseid') }} as response_id,
        {{ to_text('questions.questiontype') }} as question_type,
        {{ to_integer('answers.numbervalue') }} as score,
        coalesce({{ to_text('answers.responsevalue') }}, {{ to_text('answers.responseshorttext') }}) as words
    from answers
    left join questions on answers._source = questions._source and {{ salesforce_id('answers.questionid') }} = {{ salesforce_id('questions.id') }}
),

-- The comment of a response stands in its free text.
comments as (
    select source, response_id, min(words) as comment_text
    from typed
    where question_type in ('FreeText', 'ShortText', 'Text')
    group by source, response_id
)

select
    typed.source,
    typed.answer_id,
    {{ salesforce_id('responses.invitationid') }} as invitation_id,
    {{ salesforce_id('responses.id') }} as response_id,
    {{ salesforce_id('responses.surveyid') }} as survey_id,
    case typed.question_type when 'NPS' then 'nps' else 'csat' end as survey_kind,
    case typed.question_type when 'NPS' then '0_to_10' else '1_to_5' end as scale,
    cast(typed.score as {{ dbt.type_string() }}) as score,
    comments.comment_text,
    {{ salesforce_id('responses.submitterid') }} as submitter_id,
    {{ salesforce_instant('responses.completiondatetime') }} as answered_at
from typed
inner join responses on typed.source = responses._source and typed.response_id = {{ salesforce_id('responses.id') }}
left join comments on typed.source = comments.source and typed.response_id = comments.response_id
-- Other kinds of questions have no scale that all surveys share; an answer off its scale is none.
where
    typed.question_type in ('NPS', 'CSAT', 'Rating')
    and typed.score between case typed.question_type when 'NPS' then 0 else 1 end and case typed.question_type when 'NPS' then 10 else 5 end
    and {{ salesforce_instant('responses.completiondatetime') }} is not null
