-- One row per week and AI agent, the running week to as_of beside the week before to the same moment.
select
    {{ slicers('source') }},
    'week' as frequency,
    ai_agent_id,
    period_start_date,
    as_of,
    is_partial,
    {% for prefix in ['', 'previous_'] -%}
    {% for measure in ['handled_count', 'settled_count', 'resolved_count', 'deflected_count', 'customer_agent_closed_count',
        'customer_agent_resolution_seconds_sum', 'positive_feedback_count', 'rated_feedback_count'] -%}
    {{ prefix }}{{ measure }}{{ ',' if not (prefix == 'previous_' and loop.last) }}
    {% endfor %}
    {%- endfor %}
from {{ ref('int_ai_weeks') }}
