-- One row per conversation and number that Intercom ships with it.
{% set from_contact = "Counts from the first message of the contact, and leaves out the time outside office hours where these are set" -%}
{% set shipped = [
    ('time_to_admin_reply', 'first_response_business_seconds', from_contact),
    ('time_to_first_close', 'first_close_business_seconds', from_contact),
    ('time_to_last_close', 'last_close_business_seconds', from_contact),
    ('count_reopens', 'reopen_count', none),
    ('count_assignments', 'owner_change_count', 'Counts every assignment, of teams and by rules too'),
] -%}
{% set instants = [
    ('first_admin_reply_at', 'first_response_seconds', 'first_contact_reply_at', 'Counts from the first message of the contact, not from the creation'),
    ('first_close_at', 'first_close_seconds', 'created_at', 'Leaves out what was closed before the first message of the contact'),
    ('last_close_at', 'last_close_seconds', 'created_at', none),
] -%}
with conversations as (
    select records.*
    from {{ ref('stg_intercom__conversation_records') }} as records
    inner join {{ ref('stg_intercom__tickets') }} as tickets on records.source = tickets.source and records.ticket_id = tickets.ticket_id
),

metrics as (
    {% for field, metric, rule in shipped -%}
    select
        source,
        ticket_id,
        '{{ metric }}' as metric,
        '{{ field }}' as vendor_field,
        try_cast({{ json_text('statistics', '$.' ~ field) }} as double) as vendor_value,
        {{ "'" ~ rule ~ "'" if rule else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as vendor_rule
    from conversations
    union all
    {% endfor -%}
    {% for field, metric, start, rule in instants -%}
    select
        source,
        ticket_id,
        '{{ metric }}',
        '{{ field }}',
        cast({{ seconds_between(start, epoch_instant(json_text('statistics', '$.' ~ field))) }} as double),
        {{ "'" ~ rule ~ "'" if rule else 'cast(null as ' ~ dbt.type_string() ~ ')' }}
    from conversations
    {{ 'union all' if not loop.last }}
    {% endfor %}
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
