-- One row per response and rating question that it answers; words of the response go with each of them.
with surveys as (
    {{ newest('surveymonkey', 'surveys') }}
),

details as (
    {{ newest('surveymonkey', 'survey_details') }}
),

titles as (
    select source, survey_id, max(survey_name) as survey_name
    from (
        select _source as source, trim(id) as survey_id, {{ to_text('title') }} as survey_name from surveys
        union all
        select _source as source, trim(id) as survey_id, {{ to_text('title') }} as survey_name from details
    ) as named
    group by source, survey_id
),

answers as (
    select
        *,
        min(case when words is not null then answer_number end) over (partition by source, response_id) as first_words_number
    from {{ ref('stg_surveymonkey__answers') }}
),

comments as (
    select source, response_id, words as comment from answers
    where answer_number = first_words_number
),

rated as (
    select
        answers.source,
        answers.response_id || '/' || coalesce(answers.row_id, answers.question_id) as survey_response_id,
        answers.survey_id,
        titles.survey_name,
        choices.survey_kind,
        choices.scale,
        choices.number,
        comments.comment,
        answers.ticket_id,
        answers.customer_id,
        answers.agent_id,
        answers.answered_at
    from answers
    inner join {{ ref('stg_surveymonkey__choices') }} as choices
        on answers.source = choices.source and answers.question_id = choices.question_id and answers.choice_id = choices.choice_id
    left join comments on answers.source = comments.source and answers.response_id = comments.response_id
    left join titles on answers.source = titles.source and answers.survey_id = titles.survey_id
    union all
    -- The API's row of a response wins.
    select
        exported.source, exported.response_id || '/' || exported.question as survey_response_id, coalesce(exported.collector_id, exported.question) as survey_id,
        exported.question as survey_name, exported.survey_kind, {{ usual_scale('exported.survey_kind') }} as scale, exported.number,
        cast(null as {{ dbt.type_string() }}) as comment, exported.ticket_id, exported.customer_id, exported.agent_id, exported.answered_at
    from {{ ref('stg_surveymonkey__exported_answers') }} as exported
    left join answers on exported.source = answers.source and exported.response_id = answers.response_id and answers.answer_number = 1
    where answers.response_id is null
)

{{ on_scale('rated') }}
