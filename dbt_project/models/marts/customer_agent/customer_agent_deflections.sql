-- One row per starting date, AI agent, channel and team.
select
    {{ slicers('customer_agent') }},
    started_date,
    as_of,
    handled_count,
    settled_count,
    deflected_count
from {{ ref('int_ai_conversation_days') }}
where handled_count > 0
