-- One row per choice of a rating question (a matrix with weights): what it stands for on the question's scale.
with details as (
    {{ newest('surveymonkey', 'survey_details') }}
),

pages as (
    select _source as source, {{ json_items('pages') }} as page
    from details
),

listed as (
    {{ newest('surveymonkey', 'survey_questions') }}
),

questions as (
    select source, {{ json_items('page', '$.questions') }} as question
    from pages
),

matrices as (
    select
        source,
        {{ json_text('question', '$.id') }} as question_id,
        {{ json_text('question', '$.family') }} as family,
        {{ json_text('question', '$.subtype') }} as subtype,
        {{ json_text('question', '$.answers') }} as answers
    from questions
    union distinct
    select _source as source, trim(id) as question_id, trim(family) as family, trim(subtype) as subtype, answers
    from listed
),

choices as (
    select source, question_id, {{ json_items('answers', '$.choices') }} as choice
    from matrices
    where family = 'matrix' and subtype in ('rating', 'nps')
),

-- "Not applicable" stands beside the scale.
numbered as (
    select
        source,
        question_id,
        {{ json_text('choice', '$.id') }} as choice_id,
        try_cast({{ json_text('choice', '$.weight') }} as double) as weight,
        row_number() over (partition by source, question_id order by try_cast({{ json_text('choice', '$.position') }} as bigint)) as place,
        count(*) over (partition by source, question_id) as choice_count
    from choices
    where not {{ to_boolean(json_text('choice', '$.is_na'), 'false') }}
)

-- Eleven choices are the question whether one would recommend it, from 0; its weights are those of the score, -100, 0 and 100.
select
    source,
    question_id,
    choice_id,
    case when choice_count = 11 then 'nps' else 'csat' end as survey_kind,
    case when choice_count = 11 then '0_to_10' else '1_to_' || cast(choice_count as {{ dbt.type_string() }}) end as scale,
    case when choice_count = 11 then place - 1 when weight = floor(weight) then cast(floor(weight) as bigint) end as number
from numbered
