-- One row per hand-over: a turn whose assignee is another than in the turn before.
select
    source,
    ticket_id,
    started_at as occurred_at,
    turn_number as sequence,
    'owner_changed' as event_type,
    old_owner_id as old_value,
    owner_id as new_value,
    cast(null as {{ dbt.type_string() }}) as actor_type,
    cast(null as {{ dbt.type_string() }}) as actor_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_jira_service_management__assignee_turns') }}
where turn_number > 1 and owner_id is distinct from old_owner_id
