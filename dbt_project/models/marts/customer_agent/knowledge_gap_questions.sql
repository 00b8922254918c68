-- One row per question the AI agent could not answer, dismissed ones too.
select
    {{ slicers('source') }},
    topic,
    question_status,
    ai_conversation_id,
    ticket_id,
    ticket_url,
    question_id,
    question_text,
    dismissed_by_id,
    short_answer_id,
    asked_date,
    asked_at,
    dismissed_at,
    as_of,
    is_asked_after_answer
from {{ ref('int_knowledge_gap_questions') }}
