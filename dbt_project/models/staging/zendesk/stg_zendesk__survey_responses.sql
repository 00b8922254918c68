-- One row per answered survey: good or bad of the older kind, the rated question of the newer kind with the words beside it.
with ratings as (
    {{ newest('zendesk', 'satisfaction_ratings') }}
),

answers as (
    select _source, id, survey_id, responder_id, subjects, {{ json_items('answers') }} as answer
    from ({{ newest('zendesk', 'survey_responses') }}) as responses
),

rated as (
    select
        *,
        {{ json_text('answer', '$.type') }} as answer_type,
        {{ json_text('answer', '$.rating') }} as rating,
        {{ json_text('answer', '$.rating_category') }} as category,
        {{ to_instant(json_text('answer', '$.updated_at'), "'UTC'") }} as answered_at
    from answers
),

responses as (
    select
        _source as source,
        {{ to_text('id') }} as response_id,
        coalesce({{ to_text('survey_id') }}, 'survey') as survey_id,
        {{ to_text('responder_id') }} as customer_id,
        coalesce({{ text_part('subjects', 'zen:ticket:([0-9]+)') }}, {{ json_text('subjects', '$[0].id') }}) as ticket_id,
        max(case when answer_type = 'rating_scale' then rating end) as rating,
        max(case when answer_type = 'rating_scale' then category end) as category,
        max(case when answer_type = 'open_ended' then {{ json_text('answer', '$.value') }} end) as comment,
        max(case when answer_type in ('rating_scale', 'open_ended') then answered_at end) as answered_at
    from rated
    group by _source, id, survey_id, responder_id, subjects
)

select
    _source as source,
    {{ to_text('id') }} as survey_response_id,
    {{ to_text('id') }} as survey_send_id,
    'satisfaction_rating' as survey_id,
    'Satisfaction rating' as survey_name,
    'csat' as survey_kind,
    'good_bad' as scale,
    case when lower(trim(score)) like 'good%' then 'good' else 'bad' end as score,
    {{ to_text('comment') }} as comment,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_text('requester_id') }} as customer_id,
    {{ to_text('assignee_id') }} as agent_id,
    coalesce({{ to_instant('updated_at', "'UTC'") }}, {{ to_instant('created_at', "'UTC'") }}) as answered_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from ratings
where lower(trim(score)) like 'good%' or lower(trim(score)) like 'bad%'

union all

select
    source,
    response_id as survey_response_id,
    cast(null as {{ dbt.type_string() }}) as survey_send_id,
    survey_id,
    'CSAT' as survey_name,
    'csat' as survey_kind,
    -- Without a number there is the side it stands on.
    case when try_cast(rating as double) between 1 and 5 then '1_to_5' else 'good_bad' end as scale,
    case when try_cast(rating as double) between 1 and 5 then rating else category end as score,
    comment,
    ticket_id,
    customer_id,
    cast(null as {{ dbt.type_string() }}) as agent_id,
    answered_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from responses
where answered_at is not null and (try_cast(rating as double) between 1 and 5 or category in ('good', 'bad'))
