-- One row per change of state, assignee or group of an incident: what one update says and the one before it did not.
with updates as (
    select * from {{ ref('stg_servicenow__incident_updates') }}
),

changes as (
    {% for event_type in ['stage', 'owner', 'team'] -%}
    select
        *,
        '{{ event_type }}_changed' as event_type,
        old_{{ event_type }}_id as old_value,
        {{ event_type }}_id as new_value,
        {% if event_type == 'stage' -%}
        -- Whoever is named as the solver closed it; everything else is done by who made the update.
        case when status_category = 'closed' then coalesce(resolved_by, updated_by) else updated_by end as actor_id
        {%- else -%}
        updated_by as actor_id
        {%- endif %}
    from updates
    -- The first state begins with the first update: what was between the report and it, nobody wrote down.
    -- Assignee and group of the first update have held since the report, as far as is known.
    where {{ 'update_number = 1 or' if event_type == 'stage' else 'update_number > 1 and' }} {{ event_type }}_id is distinct from old_{{ event_type }}_id
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    source,
    ticket_id,
    updated_at as occurred_at,
    update_number as sequence,
    event_type,
    old_value,
    new_value,
    case when actor_id is not null then {{ role("'agent'", 'actor_id') }} end as actor_type,
    actor_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from changes
