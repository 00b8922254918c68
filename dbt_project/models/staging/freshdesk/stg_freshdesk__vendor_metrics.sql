-- One row per ticket and number of Freshdesk's own. Zero hours without the instant that they would measure are no number.
{% set hours = {'first_response_hours': 'first_replied_at', 'resolution_hours': 'resolved_at'} -%}
with exported as (
    select
        *,
        {% for column, instant in hours.items() -%}
        case when {{ instant }} is not null then
            (
                try_cast({{ text_part(column, '^-?([0-9]+):') }} as double) * 3600 + try_cast({{ text_part(column, ':([0-9]+):') }} as double) * 60
                + try_cast({{ text_part(column, ':([0-9]+)$') }} as double)
            ) * case when {{ column }} like '-%' then -1 else 1 end
        end as {{ column | replace('_hours', '_seconds') }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('stg_freshdesk__exported_tickets') }}
),

metrics as (
    {% for metric, field, value, rule in [
        ('first_response_business_seconds', 'First response time (in hrs)', 'first_response_seconds', 'From the creation, whoever opened the ticket.'),
        ('last_close_business_seconds', 'Resolution time (in hrs)', 'resolution_seconds', 'Leaves out the time in statuses that stop the clock.'),
        ('sent_message_count', 'Agent interactions', 'agent_interactions', none),
        ('received_message_count', 'Customer interactions', 'customer_interactions', none),
    ] -%}
    select source, ticket_id, '{{ metric }}' as metric, '{{ field }}' as vendor_field, cast({{ value }} as double) as vendor_value, {{ "'" ~ rule ~ "'" if rule else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as vendor_rule
    from exported
    union all
    {% endfor -%}
    select source, ticket_id, 'first_response_seconds' as metric, 'stats.first_responded_at' as vendor_field, cast({{ seconds_between('created_at', 'first_replied_at') }} as double) as vendor_value, 'From the creation, whoever opened the ticket.' as vendor_rule
    from {{ ref('stg_freshdesk__api_tickets') }}
    union all
    select source, ticket_id, 'last_close_seconds' as metric, 'stats.resolved_at' as vendor_field, cast({{ seconds_between('created_at', 'resolved_at') }} as double) as vendor_value, cast(null as {{ dbt.type_string() }}) as vendor_rule
    from {{ ref('stg_freshdesk__api_tickets') }}
)

select
    source,
    ticket_id,
    metric,
    vendor_field,
    vendor_value,
    cast(1 as double) as vendor_precision,
    vendor_rule
from metrics
where vendor_value is not null
