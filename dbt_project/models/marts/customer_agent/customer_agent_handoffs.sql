-- One row per starting date, handoff reason (none = not handed off), AI agent, channel and team.
{% set dimensions = slicers('customer_agent') ~ ', handoff_reason, started_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as handled_count,
    {{ count_if('is_settled') }} as settled_count,
    {{ count_if('is_handoff') }} as handoff_count
from {{ ref('int_ai_conversations') }}
where is_handled
group by {{ dimensions }}
