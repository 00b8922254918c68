-- One row per topic with a live question.
select
    {{ slicers('source') }},
    topic,
    short_answer_id,
    max(asked_at) as last_asked_at,
    published_at,
    as_of,
    cast(count(distinct ai_conversation_id) as bigint) as gap_conversation_count,
    cast(count(*) as bigint) as question_count,
    {{ count_if('is_asked_after_answer') }} as asked_after_answer_count
from {{ ref('int_knowledge_gap_questions') }}
where is_live
group by {{ slicers('source') }}, topic, short_answer_id, published_at, as_of
