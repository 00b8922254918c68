-- One row per change of state, teammate or team of a conversation or ticket, merge and deletion.
with changes as (
    select
        *,
        coalesce(lag(value) over (partition by source, ticket_id, event_type order by created_at asc, part_number asc, part_id asc), '') as known_value,
        row_number() over (partition by source, ticket_id, event_type order by created_at asc, part_number asc, part_id asc) as change_number
    from {{ ref('stg_intercom__part_changes') }}
),

compared as (
    select
        *,
        nullif(case when change_number = 1 then value_before else known_value end, '') as old_value
    from changes
),

deletions as (
    {{ newest('intercom', 'deleted_conversations') }}
)

select
    source,
    ticket_id,
    created_at as occurred_at,
    change_number as sequence,
    event_type,
    old_value,
    value as new_value,
    author_type as actor_type,
    author_id as actor_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from compared
-- Whoever got it in the second of its creation has had it from the beginning.
where value is distinct from old_value and (event_type = 'stage_changed' or created_at > ticket_created_at)
union all
select
    source,
    ticket_id,
    merged_at,
    0 as sequence,
    'merged' as event_type,
    cast(null as {{ dbt.type_string() }}) as old_value,
    surviving_ticket_id,
    author_type,
    author_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_intercom__merges') }}
union all
select
    deletions._source,
    tickets.ticket_id,
    {{ epoch_instant('deletions.deleted_at') }} as occurred_at,
    0 as sequence,
    'deleted' as event_type,
    cast(null as {{ dbt.type_string() }}) as old_value,
    cast(null as {{ dbt.type_string() }}) as new_value,
    cast(null as {{ dbt.type_string() }}) as actor_type,
    cast(null as {{ dbt.type_string() }}) as actor_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from deletions
inner join {{ ref('stg_intercom__tickets') }} as tickets on deletions._source = tickets.source and trim(deletions.id) = tickets.ticket_id
where deletions.deleted_at is not null
