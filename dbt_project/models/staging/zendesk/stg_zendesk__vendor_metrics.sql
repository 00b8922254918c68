-- One row per ticket and number of Zendesk's own, minutes as seconds.
{% set minutes = {
    'reply_time': ['first_response', 'From the creation to the first public comment of an agent; where an agent opened the ticket with a public comment, to the second.'],
    'first_resolution_time': ['first_close', none],
    'full_resolution_time': ['last_close', none],
    'requester_wait_time': ['customer_wait', 'Time in new, open and on-hold, and in solved where the ticket was opened again.'],
    'on_hold_time': ['on_hold', none],
} -%}
{% set with_business = ['reply_time', 'first_resolution_time', 'full_resolution_time'] -%}
{% set counts = {
    'reopens': ['reopen_count', 'Every change from solved back counts, also one that is undone at once.'],
    'replies': ['sent_message_count', 'The comment that opened the ticket does not count.'],
    'assignee_stations': ['owner_change_count', 'The first assignment counts too.'],
} -%}
{% for name, (metric, rule) in minutes.items() -%}
{% for clock in (['calendar', 'business'] if name in with_business else ['calendar']) -%}
select
    source,
    ticket_id,
    '{{ metric }}{{ '_business' if clock == 'business' }}_seconds' as metric,
    '{{ name }}_in_minutes.{{ clock }}' as vendor_field,
    {{ name }}_{{ clock }} * 60 as vendor_value,
    cast(60 as double) as vendor_precision,
    {% if clock == 'business' -%}
    '{{ rule ~ ' ' if rule }}Business hours are those of the schedule applied last, for the whole ticket.' as vendor_rule
    {%- else -%}
    {{ "'" ~ rule ~ "'" if rule else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as vendor_rule
    {%- endif %}
from {{ ref('stg_zendesk__numbers') }}
where {{ name }}_{{ clock }} is not null

union all

{% endfor -%}
{% endfor -%}
{% for name, (metric, rule) in counts.items() -%}
select
    source,
    ticket_id,
    '{{ metric }}' as metric,
    '{{ name }}' as vendor_field,
    cast({{ name }} as double) as vendor_value,
    cast(1 as double) as vendor_precision,
    '{{ rule }}' as vendor_rule
from {{ ref('stg_zendesk__numbers') }}
where {{ name }} is not null
{{ 'union all' if not loop.last }}

{% endfor -%}
