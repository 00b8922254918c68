-- One row per conversation on a channel where an AI agent is on duty, whether it took part or not.
{{ feed('ai_conversations', instant='started_at') }}
