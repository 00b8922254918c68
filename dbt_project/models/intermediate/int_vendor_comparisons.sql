-- One row per counted ticket and number that the vendor ships for it: ours beside theirs.
-- A first close is one only where every close is known.
{% set ours = {
    'first_response_seconds': 'responses.first_response_from_creation_seconds',
    'first_response_business_seconds': 'responses.first_response_business_seconds',
    'first_close_seconds': 'case when sources.knows_reopens then outcomes.first_close_seconds end',
    'first_close_business_seconds': 'case when sources.knows_reopens then outcomes.first_close_business_seconds end',
    'last_close_seconds': 'outcomes.full_close_seconds',
    'last_close_business_seconds': 'outcomes.full_close_business_seconds',
    'on_hold_seconds': 'closes.on_hold_seconds',
    'customer_wait_seconds': 'closes.customer_wait_seconds',
    'closure_count': 'outcomes.closure_count',
    'reopen_count': 'outcomes.reopen_count',
    'sent_message_count': 'outcomes.sent_message_count',
    'received_message_count': 'outcomes.received_message_count',
    'owner_change_count': 'owners.owner_change_count',
} -%}
with closes as (
    select source, ticket_id, {{ sum_of('on_hold_seconds') }} as on_hold_seconds, {{ sum_of('customer_wait_seconds') }} as customer_wait_seconds
    from {{ ref('int_ticket_closures') }}
    group by source, ticket_id
),

owners as (
    select source, ticket_id, count(*) as owner_change_count
    from {{ ref('all_ticket_events') }}
    where event_type = 'owner_changed' and new_value is not null and old_value is distinct from new_value
    group by source, ticket_id
),

compared as (
    select
        outcomes.{{ slicers('ticket').split(', ') | join(', outcomes.') }},
        outcomes.ticket_url,
        outcomes.ticket_id,
        vendors.metric,
        vendors.vendor_field,
        vendors.vendor_rule,
        vendors.vendor_value,
        vendors.vendor_precision,
        cast(
            case vendors.metric
                {% for metric, column in ours.items() -%}
                when '{{ metric }}' then {{ column }}
                {% endfor -%}
            end as double
        ) as our_value,
        outcomes.created_date,
        outcomes.closed_date,
        outcomes.as_of
    from {{ ref('all_vendor_metrics') }} as vendors
    inner join {{ ref('int_sources') }} as sources on vendors.source = sources.source
    inner join {{ ref('int_ticket_outcomes') }} as outcomes on vendors.source = outcomes.source and vendors.ticket_id = outcomes.ticket_id
    left join {{ ref('int_first_responses') }} as responses on vendors.source = responses.source and vendors.ticket_id = responses.ticket_id
    left join closes on vendors.source = closes.source and vendors.ticket_id = closes.ticket_id
    left join owners on vendors.source = owners.source and vendors.ticket_id = owners.ticket_id
)

select
    *,
    our_value - vendor_value as difference_value,
    -- The vendor rounds: within one of its units is the same number.
    abs(our_value - vendor_value) < vendor_precision as is_equal
from compared
