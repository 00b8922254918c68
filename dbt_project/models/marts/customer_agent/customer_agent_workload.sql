-- One row per date, AI agent, channel and team; conversations and queries on the starting date, questions on the date asked.
select
    {{ slicers('customer_agent') }},
    report_date,
    as_of,
    handled_count,
    resolved_count,
    deflected_count,
    handoff_count,
    unsettled_count,
    query_count,
    unanswered_question_count
from {{ ref('int_ai_workload_days') }}
