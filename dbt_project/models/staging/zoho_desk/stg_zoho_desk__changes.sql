-- One row per change of a property in the history of a ticket, with both values. A page tells the newest first and may overlap the next.
{{ merged_by('ticket_id', {'ticket_history': 'coalesce(' ~ to_text('ticketId') ~ ', ' ~ text_part('lower(_file)', 'history[._-]+([0-9]+)[^/]*$') ~ ')'}) }}
{% set properties = {
    'stage_changed': ['Status', 'Statut', 'Estado'],
    'owner_changed': ['Case Owner', 'Ticket Owner', 'Owner', 'Assignee', 'Agent', 'Assigned To'],
    'team_changed': ['Department'],
    'priority_changed': ['Priority'],
    'ticket_type_changed': ['Classification', 'Classifications'],
} -%}
with raw as (
    {{ newest('zoho_desk', 'ticket_history') }}
),

pages as (
    select
        _source as source,
        coalesce({{ to_text('ticketId') }}, {{ text_part('lower(_file)', 'history[._-]+([0-9]+)[^/]*$') }}) as ticket_id,
        data,
        {{ adapter.quote('eventTime') }} as event_time,
        actor,
        {{ adapter.quote('eventInfo') }} as event_info
    from raw
),

items as (
    select source, ticket_id, {{ json_items('data') }} as item
    from pages
    where data is not null
),

events as (
    select source, ticket_id, event_time, actor, event_info
    from pages
    where data is null
    union all
    select
        source,
        ticket_id,
        {{ json_text('item', '$.eventTime') }} as event_time,
        {{ json_text('item', '$.actor') }} as actor,
        {{ json_text('item', '$.eventInfo') }} as event_info
    from items
),

properties as (
    select
        source,
        ticket_id,
        {{ to_instant('event_time', zone="'UTC'") }} as occurred_at,
        {{ json_text('actor', '$.id') }} as actor_id,
        replace(lower({{ json_text('actor', '$.type') }}), '_', '') as actor_kind,
        {{ json_items('event_info') }} as property
    from events
)

-- One event of two overlapping pages is one.
select distinct
    source,
    ticket_id,
    occurred_at,
    actor_id,
    actor_kind,
    case {{ json_text('property', '$.propertyName') }}
        {% for event_type, names in properties.items() -%}{% for name in names -%}
        when '{{ name }}' then '{{ event_type }}'
        {% endfor %}{% endfor %}
    end as event_type,
    {% for side in ['previous', 'updated'] -%}
    -- People and departments come as objects or by name.
    coalesce({{ json_text('property', '$.propertyValue.' ~ side ~ 'Value.id') }}, {{ json_text('property', '$.propertyValue.' ~ side ~ 'Value') }}) as {{ side }}_value{{ ',' if not loop.last }}
    {% endfor %}
from properties
where
    -- A value without one before it is what the ticket was created with.
    {{ json_text('property', '$.propertyValue.updatedValue') }} is not null
    or {{ json_text('property', '$.propertyValue.previousValue') }} is not null
