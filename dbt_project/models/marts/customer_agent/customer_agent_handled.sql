-- One row per starting date, AI agent and team.
{% set dimensions = 'source, source_system, ai_agent_id, team_id, team_name, started_date, as_of' -%}
select
    {{ dimensions }},
    {{ sum_of('handled_count') }} as handled_count
from {{ ref('int_ai_conversation_days') }}
where handled_count > 0
group by {{ dimensions }}
