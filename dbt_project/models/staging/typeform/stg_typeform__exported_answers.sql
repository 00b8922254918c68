-- One row per response and question of the CSV whose words say that it is about recommending, satisfaction or effort.
with raw as (
    {{ newest('typeform', 'responses_export') }}
),

questions as (
    select
        _source as source,
        trim({{ adapter.quote('#') }}) as response_id,
        {{ text_part('_file', '([^/]+)[.][a-z]+(?:[.]gz)?$') }} as form_name,
        {{ to_instant(adapter.quote('Submit Date (UTC)'), "'UTC'") }} as answered_at,
        _rest,
        {{ json_names('_rest') }} as question
    from raw
)

select
    source,
    response_id,
    form_name,
    question,
    {{ asked_kind('question') }} as survey_kind,
    {{ answered_number(json_value('_rest', 'question')) }} as number,
    {{ to_text(json_text('_rest', '$.ticket_id')) }} as ticket_id,
    {{ to_text(json_text('_rest', '$.customer_id')) }} as customer_id,
    {{ to_text(json_text('_rest', '$.agent_id')) }} as agent_id,
    answered_at
from questions
where {{ asked_kind('question') }} is not null and answered_at is not null
