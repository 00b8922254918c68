-- One row per question the AI agent could not answer: written by hand, in the generic format; newest version, cast.
with raw as (
    {{ newest('hubspot', 'knowledge_gap_questions') }}
)

select
    _source as source,
    {{ to_text('question_id') }} as question_id,
    {{ to_text('topic') }} as topic,
    {{ to_text('question_text') }} as question_text,
    {{ to_text('ai_conversation_id') }} as ai_conversation_id,
    {{ to_instant('asked_at') }} as asked_at,
    {{ to_instant('dismissed_at') }} as dismissed_at,
    {{ to_text('dismissed_by_id') }} as dismissed_by_id
from raw
