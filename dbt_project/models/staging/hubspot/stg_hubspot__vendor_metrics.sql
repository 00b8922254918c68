-- One row per ticket and duration that HubSpot computes itself.
{% set metrics = [
    ['last_close_seconds', 'time_to_close', 'Runs to the close date on the ticket, which is empty or an older one once it is open again.'],
    ['first_response_seconds', 'time_to_first_agent_reply', 'Runs from the creation to the first e-mail of a person; chats do not count.'],
    ['last_close_business_seconds', 'hs_time_to_close_in_operating_hours', 'Counts the hours set up for the SLA, which no export holds.'],
    ['first_response_business_seconds', 'hs_time_to_first_response_in_operating_hours', 'Runs from the creation, in the hours set up for the SLA, which no export holds.'],
] -%}
with metrics as (
    {% for metric, field, rule in metrics -%}
    select
        source,
        ticket_id,
        '{{ metric }}' as metric,
        '{{ field }}' as vendor_field,
        {{ field }} as vendor_value,
        '{{ rule }}' as vendor_rule
    from {{ ref('stg_hubspot__tickets_by_api') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select source, ticket_id, metric, vendor_field, vendor_value, cast(0.001 as double) as vendor_precision, vendor_rule
from metrics
where vendor_value is not null
