-- One row per date given, kind of feedback, AI agent, channel and team.
{% set dimensions = slicers('customer_agent') ~ ', feedback, given_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as feedback_count,
    {{ count_if("feedback = 'positive'") }} as positive_feedback_count,
    {{ count_if("feedback = 'negative'") }} as negative_feedback_count,
    {{ count_if("feedback in ('positive', 'negative')") }} as rated_feedback_count
from {{ ref('int_ai_conversations') }}
where feedback is not null
group by {{ dimensions }}
