-- One row per answer of a response: a choice, or words.
with responses as (
    {{ newest('surveymonkey', 'responses') }}
),

pages as (
    select
        _source as source, trim(id) as response_id, trim(survey_id) as survey_id, {{ to_instant('date_modified') }} as answered_at, custom_variables,
        {{ json_items_in_order('pages', '$', 'page_place', 'page') }}
    from responses
    -- Who was turned away has not answered; who stopped half-way has, as far as he came.
    where coalesce({{ to_text('response_status') }}, '') not in ('overquota', 'disqualified')
),

questions as (
    select
        source, response_id, survey_id, answered_at, custom_variables, page_place,
        {{ json_items_in_order('page', '$.questions', 'question_place', 'question') }}
    from pages
),

answers as (
    select
        source, response_id, survey_id, answered_at, custom_variables, page_place, question_place,
        {{ json_text('question', '$.id') }} as question_id,
        {{ json_items('question', '$.answers') }} as answer
    from questions
)

select
    source,
    response_id,
    survey_id,
    question_id,
    {{ to_text(json_text('answer', '$.choice_id')) }} as choice_id,
    {{ to_text(json_text('answer', '$.row_id')) }} as row_id,
    {{ to_text(json_text('answer', '$.text')) }} as words,
    row_number() over (partition by source, response_id order by page_place, question_place) as answer_number,
    {{ to_text(json_text('custom_variables', '$.ticket_id')) }} as ticket_id,
    {{ to_text(json_text('custom_variables', '$.customer_id')) }} as customer_id,
    {{ to_text(json_text('custom_variables', '$.agent_id')) }} as agent_id,
    answered_at
from answers
