-- One row per answer to a CSAT, NPS or CES survey; answers about articles and to surveys of one's own have no common scale.
with pages as (
    {{ newest('hubspot', 'feedback_submissions') }}
),

labelled as (
    {{ newest('hubspot', 'feedback_submissions_export') }}
),

answers as (
    select
        _source as source,
        {{ to_text('id') }} as survey_response_id,
        {{ to_text(json_text('properties', '$.hs_survey_id')) }} as survey_id,
        {{ to_text(json_text('properties', '$.hs_survey_name')) }} as survey_name,
        upper(coalesce(
            {{ to_text(json_text('properties', '$.hs_industry_standard_question_type')) }}, {{ to_text(json_text('properties', '$.hs_survey_type')) }}
        )) as survey_type,
        {{ to_integer(json_text('properties', '$.hs_value')) }} as number,
        {{ to_text(json_text('properties', '$.hs_content')) }} as comment,
        coalesce({{ to_text(json_text('properties', '$.hs_ticket_id')) }}, {{ to_text(json_text('associations', '$.tickets.results[0].id')) }}) as ticket_id,
        coalesce({{ to_text(json_text('properties', '$.hs_contact_id')) }}, {{ to_text(json_text('associations', '$.contacts.results[0].id')) }}) as customer_id,
        coalesce({{ to_instant(json_text('properties', '$.hs_submission_timestamp')) }}, {{ to_instant('createdAt') }}) as answered_at
    from pages
    where not {{ to_boolean('archived', 'false') }}
    union all
    select
        labelled._source as source,
        trim(labelled.{{ adapter.quote('Record ID') }}) as survey_response_id,
        {{ to_text('labelled.' ~ adapter.quote('Survey ID')) }} as survey_id,
        {{ to_text('labelled.' ~ adapter.quote('Survey Name')) }} as survey_name,
        upper({{ to_text('labelled.' ~ adapter.quote('Survey Type')) }}) as survey_type,
        {{ to_integer('labelled.' ~ adapter.quote('Rating')) }} as number,
        {{ to_text('labelled.' ~ adapter.quote('Response')) }} as comment,
        {{ text_part('labelled.' ~ adapter.quote('Associated Ticket IDs'), '^([0-9]+)') }} as ticket_id,
        {{ text_part('labelled.' ~ adapter.quote('Associated Contact IDs'), '^([0-9]+)') }} as customer_id,
        {{ to_instant('labelled.' ~ adapter.quote('Date'), 'labelled._time_zone') }} as answered_at
    from labelled
    left join pages on labelled._source = pages._source and trim(labelled.{{ adapter.quote('Record ID') }}) = trim(pages.id)
    where pages.id is null
),

scaled as (
    select
        *,
        case
            when survey_type = 'NPS' then '0_to_10'
            when survey_type = 'CES' then '1_to_7'
            -- Three smileys are 0 to 2; a survey with an answer above them has five steps.
            when survey_type = 'CSAT' then case when max(number) over (partition by source, survey_id) > 2 then '1_to_5' else '0_to_2' end
        end as scale
    from answers
)

select
    scaled.source,
    scaled.survey_response_id,
    cast(null as {{ dbt.type_string() }}) as survey_send_id,
    coalesce(scaled.survey_id, lower(scaled.survey_type)) as survey_id,
    scaled.survey_name,
    lower(scaled.survey_type) as survey_kind,
    scaled.scale,
    cast(scaled.number as {{ dbt.type_string() }}) as score,
    scaled.comment,
    scaled.ticket_id,
    scaled.customer_id,
    cast(null as {{ dbt.type_string() }}) as agent_id,
    scaled.answered_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from scaled
inner join {{ ref('survey_scales') }} as scales on scaled.scale = scales.scale and scaled.number between scales.lowest and scales.highest
where scaled.answered_at is not null
