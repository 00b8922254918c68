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
    work.{{ dimensions.split(', ') | join(', work.') }},
    {% for count in counts -%}
    {{ sum_of('work.' ~ count) }} as {{ count }},
    {% endfor -%}
    -- Questions that no export brings are unknown, not 0.
    {{ sum_of('case when sources.knows_knowledge_gaps then work.unanswered_question_count end') }} as unanswered_question_count
from work
inner join {{ ref('int_sources') }} as sources on work.source = sources.source
group by work.{{ dimensions.split(', ') | join(', work.') }}
