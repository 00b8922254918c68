-- One row per ticket and number of Zoho Desk's own; durations are texts to the minute.
with raw as (
    {{ newest('zoho_desk', 'ticket_metrics') }}
),

numbers as (
    {% for metric, field, rule in [
        ('first_response_seconds', 'firstResponseTime', 'Counts business hours where the account is set so.'),
        ('last_close_seconds', 'resolutionTime', 'Counts business hours where the account is set so.'),
        ('reopen_count', 'reopenCount', none),
        ('owner_change_count', 'reassignCount', none),
        ('sent_message_count', 'outgoingCount', none),
    ] -%}
    select
        _source as source,
        {{ to_text('ticketId') }} as ticket_id,
        '{{ metric }}' as metric,
        '{{ field }}' as vendor_field,
        {% if field.endswith('Time') -%}
        -- 20 days 04:40 hrs
        coalesce(try_cast({{ text_part(field, '([0-9]+) day') }} as double), 0) * 86400
        + try_cast({{ text_part(field, '([0-9]+):[0-9]+') }} as double) * 3600 + try_cast({{ text_part(field, '[0-9]+:([0-9]+)') }} as double) * 60 as vendor_value,
        60 as vendor_precision,
        '{{ rule }}' as vendor_rule
        {%- else -%}
        cast({{ to_integer(field) }} as double) as vendor_value,
        1 as vendor_precision,
        cast(null as {{ dbt.type_string() }}) as vendor_rule
        {%- endif %}
    from raw
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    source,
    ticket_id,
    metric,
    vendor_field,
    vendor_value,
    cast(vendor_precision as double) as vendor_precision,
    vendor_rule
from numbers
where vendor_value is not null
