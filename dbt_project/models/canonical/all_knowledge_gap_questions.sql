-- One row per question the AI agent could not answer.
{{ feed('knowledge_gap_questions', instant='asked_at') }}
