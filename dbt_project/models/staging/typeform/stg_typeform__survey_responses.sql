-- One row per response and number question that it answers; words of the response go with each of them.
with answers as (
    select
        *,
        min(case when words is not null then answer_number end) over (partition by source, response_id) as first_words_number
    from {{ ref('stg_typeform__answers') }}
),

comments as (
    select source, response_id, words as comment from answers
    where answer_number = first_words_number
),

rated as (
    select
        answers.source,
        answers.response_id || '/' || answers.field_id as survey_response_id,
        fields.form_id as survey_id,
        fields.form_name as survey_name,
        fields.survey_kind,
        fields.scale,
        answers.number,
        comments.comment,
        answers.ticket_id,
        answers.customer_id,
        answers.agent_id,
        answers.answered_at
    from answers
    -- Only the form says how many steps a question has.
    inner join {{ ref('stg_typeform__fields') }} as fields on answers.source = fields.source and answers.field_id = fields.field_id
    left join comments on answers.source = comments.source and answers.response_id = comments.response_id
    union all
    -- The API's row of a response wins.
    select
        exported.source, exported.response_id || '/' || exported.question as survey_response_id, exported.form_name as survey_id,
        exported.question as survey_name, exported.survey_kind, {{ usual_scale('exported.survey_kind') }} as scale, exported.number,
        cast(null as {{ dbt.type_string() }}) as comment, exported.ticket_id, exported.customer_id, exported.agent_id, exported.answered_at
    from {{ ref('stg_typeform__exported_answers') }} as exported
    left join answers on exported.source = answers.source and exported.response_id = answers.response_id and answers.answer_number = 1
    where answers.response_id is null
)

{{ on_scale('rated') }}
