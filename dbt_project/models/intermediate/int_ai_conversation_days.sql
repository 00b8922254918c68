-- One row per starting date, AI agent, channel and team: its conversations, counted by outcome.
{% set dimensions = slicers('customer_agent') ~ ', started_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as conversation_count,
    {% for outcome in ['handled', 'settled', 'resolved', 'deflected', 'handoff'] -%}
    {{ count_if('is_' ~ outcome) }} as {{ outcome }}_count,
    {% endfor -%}
    {{ count_if('is_handled and not is_settled') }} as unsettled_count,
    {{ sum_of('case when is_handled then customer_message_count else 0 end') }} as query_count
from {{ ref('int_ai_conversations') }}
group by {{ dimensions }}
