-- One row per date, AI agent, channel and team with a conversation or an unanswered question.
{% set dimensions = slicers('customer_agent') ~ ', report_date, as_of' -%}
{% set counts = ['handled_count', 'resolved_count', 'deflected_count', 'handoff_count', 'unsettled_count', 'query_count'] -%}
with work as (
    select
        {{ slicers('customer_agent') }},
        started_date as report_date,
        as_of,
        {{ counts | join(', ') }},
        0 as unanswered_question_count
    from {{ ref('int_ai_conversation_days') }}
    where handled_count > 0

    union all

    select
        {{ slicers('customer_agent') }},
        asked_date as report_date,
        as_of,
        {% for count in counts %}0 as {{ count }}, {% endfor %}
        1 as unanswered_question_count
    from {{ ref('int_knowledge_gap_questions') }}
)

select
    {{ dimensions }},
    {% for count in counts -%}
    {{ sum_of(count) }} as {{ count }},
    {% endfor -%}
    {{ sum_of('unanswered_question_count') }} as unanswered_question_count
from work
group by {{ dimensions }}
