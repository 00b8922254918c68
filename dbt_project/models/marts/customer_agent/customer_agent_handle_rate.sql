-- One row per starting date, AI agent, channel and team.
select
    {{ slicers('customer_agent') }},
    started_date,
    as_of,
    conversation_count,
    handled_count
from {{ ref('int_ai_conversation_days') }}
