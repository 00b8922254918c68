-- One row per case and promise that was kept, with the minutes that Salesforce says it took.
{% for mark, metric, words in [('is_first_response', 'first_response_business_seconds', 'first response'), ('is_resolution', 'first_close_business_seconds', 'resolution')] -%}
select
    source,
    case_id as ticket_id,
    '{{ metric }}' as metric,
    'CaseMilestone.ElapsedTimeInMins ({{ words }})' as vendor_field,
    cast(60 * elapsed_minutes as double) as vendor_value,
    cast(60 as double) as vendor_precision,
    'runs from the start of the milestone until somebody or a flow marks it done, in the business hours of the milestone itself, less the time that the case was stopped' as vendor_rule
from {{ ref('stg_salesforce__milestones') }}
where {{ mark }} and milestone_number = 1 and completed_at is not null and elapsed_minutes is not null
{{ 'union all' if not loop.last }}
{% endfor %}
