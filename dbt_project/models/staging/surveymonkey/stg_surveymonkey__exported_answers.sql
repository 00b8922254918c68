-- One row per response and question of the CSV whose words say that it is about recommending, satisfaction or effort.
with raw as (
    {{ newest('surveymonkey', 'responses_export') }}
),

responses as (
    select
        _source as source,
        {{ to_text(adapter.quote('Respondent ID')) }} as response_id,
        {{ to_text(adapter.quote('Collector ID')) }} as collector_id,
        -- The website writes 12/31/2025 11:59:59 PM.
        {{ to_instant(adapter.quote('End Date'), format=['iso', '%m/%d/%Y %I:%M:%S %p']) }} as answered_at,
        _rest,
        row_number() over (
            partition by _source, {{ to_text(adapter.quote('Respondent ID')) }} order by _exported_at desc nulls last, _file desc nulls last, _row desc nulls last
        ) as version_number
    from raw
    where {{ to_text(adapter.quote('Respondent ID')) }} is not null
),

questions as (
    select source, response_id, collector_id, answered_at, _rest, {{ json_names('_rest') }} as question
    from responses
    where version_number = 1 and answered_at is not null
)

select
    source,
    response_id,
    collector_id,
    question,
    {{ asked_kind('question') }} as survey_kind,
    {{ answered_number(json_value('_rest', 'question')) }} as number,
    {{ to_text(json_text('_rest', '$.ticket_id')) }} as ticket_id,
    {{ to_text(json_text('_rest', '$.customer_id')) }} as customer_id,
    {{ to_text(json_text('_rest', '$.agent_id')) }} as agent_id,
    answered_at
from questions
where {{ asked_kind('question') }} is not null
