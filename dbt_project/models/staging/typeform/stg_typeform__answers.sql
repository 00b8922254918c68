-- One row per answer of a response that was sent.
with responses as (
    {{ newest('typeform', 'responses') }}
),

answers as (
    select
        _source as source, trim(token) as response_id, {{ to_instant('submitted_at') }} as answered_at, hidden,
        {{ json_items_in_order('answers', '$', 'place', 'answer') }}
    from responses
    -- Who only opened the form, or left half-way, has not answered; the year 1 stands for never.
    where {{ to_instant('submitted_at') }} > cast('2000-01-01' as timestamp)
        and coalesce({{ to_text('response_type') }}, 'completed') = 'completed'
)

select
    source,
    response_id,
    place as answer_number,
    {{ json_text('answer', '$.field.id') }} as field_id,
    {{ json_text('answer', '$.field.type') }} as field_type,
    try_cast({{ json_text('answer', '$.number') }} as bigint) as number,
    {{ to_text(json_text('answer', '$.text')) }} as words,
    {{ to_text(json_text('hidden', '$.ticket_id')) }} as ticket_id,
    {{ to_text(json_text('hidden', '$.customer_id')) }} as customer_id,
    {{ to_text(json_text('hidden', '$.agent_id')) }} as agent_id,
    answered_at
from answers
