-- One row per ticket at its creation and at each change of what is tracked over time; NULL is unchanged, '' is none.
with tickets as (
    select
        tickets.source,
        tickets.ticket_id,
        tickets.created_at,
        coalesce(tickets.stage_id, '') as stage_id,
        coalesce(tickets.pipeline_id, '') as pipeline_id,
        coalesce(tickets.owner_id, '') as owner_id,
        coalesce(tickets.team_id, '') as team_id,
        coalesce(cast(tickets.support_line as {{ dbt.type_string() }}), '') as support_line,
        coalesce(tickets.schedule_id, '') as schedule_id,
        -- The last close is of no use once the ticket is open again.
        case
            when tickets.closed_at is not null and coalesce(stages.status_category, 'closed') = 'closed' then greatest(tickets.closed_at, tickets.created_at)
        end as closed_at
    from {{ of_touched('all_tickets') }} as tickets
    left join {{ ref('all_stages') }} as stages on tickets.source = stages.source and tickets.stage_id = stages.stage_id
),

{% set tracked = ['stage', 'pipeline', 'owner', 'team', 'schedule'] -%}
events as (
    select
        events.source,
        events.ticket_id,
        events.event_type,
        events.occurred_at,
        -- What changed before the creation holds from the creation on.
        greatest(events.occurred_at, tickets.created_at) as changed_at,
        events.sequence,
        coalesce(events.old_value, '') as old_value,
        coalesce(events.new_value, '') as new_value,
        coalesce(events.actor_type, '') as actor_type,
        coalesce(events.actor_id, '') as actor_id,
        row_number() over (
            partition by events.source, events.ticket_id, events.event_type
            order by events.occurred_at asc nulls last, events.sequence asc nulls last
        ) as event_number
    from {{ of_touched('all_ticket_events') }} as events
    inner join tickets on events.source = tickets.source and events.ticket_id = tickets.ticket_id
    where events.event_type in ('support_line_changed'{% for name in tracked %}, '{{ name }}_changed'{% endfor %})
),

-- A value before its first change is what that change replaced; without changes it is the present one.
first_values as (
    select
        source,
        ticket_id,
        {% for name in tracked -%}
        max(case when event_type = '{{ name }}_changed' then old_value end) as {{ name }}_id,
        {% endfor -%}
        max(case when event_type = 'support_line_changed' then old_value end) as support_line
    from events
    where event_number = 1
    group by source, ticket_id
)

select
    tickets.source,
    tickets.ticket_id,
    tickets.created_at as changed_at,
    cast('1900-01-01' as timestamp) as occurred_at,
    cast(-1 as bigint) as sequence,
    'created' as event_type,
    {% for name in tracked -%}
    coalesce(first_values.{{ name }}_id, tickets.{{ name }}_id) as {{ name }}_id,
    {% endfor -%}
    coalesce(first_values.support_line, tickets.support_line) as support_line,
    case when first_values.stage_id is not null then 'stages' when tickets.closed_at is not null then 'open' else 'unknown' end as openness,
    '' as actor_type,
    '' as actor_id
from tickets
left join first_values on tickets.source = first_values.source and tickets.ticket_id = first_values.ticket_id

union all

select
    source,
    ticket_id,
    changed_at,
    occurred_at,
    sequence,
    event_type,
    {% for name in tracked -%}
    case when event_type = '{{ name }}_changed' then new_value end as {{ name }}_id,
    {% endfor -%}
    case when event_type = 'support_line_changed' then new_value end as support_line,
    cast(null as {{ dbt.type_string() }}) as openness,
    case when event_type = 'stage_changed' then actor_type end as actor_type,
    case when event_type = 'stage_changed' then actor_id end as actor_id
from events

union all

-- Without stage history the export's own close is all that is known.
select
    tickets.source,
    tickets.ticket_id,
    tickets.closed_at as changed_at,
    tickets.closed_at as occurred_at,
    cast(0 as bigint) as sequence,
    'closed' as event_type,
    {% for name in tracked -%}
    cast(null as {{ dbt.type_string() }}) as {{ name }}_id,
    {% endfor -%}
    cast(null as {{ dbt.type_string() }}) as support_line,
    'closed' as openness,
    '' as actor_type,
    '' as actor_id
from tickets
left join first_values on tickets.source = first_values.source and tickets.ticket_id = first_values.ticket_id
where first_values.stage_id is null and tickets.closed_at is not null
