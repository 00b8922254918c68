-- One row per change of a ticket: what the histories of its properties keep, when it was merged away or deleted.
{% set event_types = {
    'hs_pipeline_stage': 'stage_changed', 'hs_pipeline': 'pipeline_changed', 'hubspot_owner_id': 'owner_changed', 'hubspot_team_id': 'team_changed',
    'hs_ticket_priority': 'priority_changed', 'hs_ticket_category': 'ticket_type_changed',
} -%}
with changes as (
    select
        changes.source,
        changes.ticket_id,
        -- The request that makes a ticket stamps its stage a moment after the creation.
        case
            when
                changes.version_number = 1 and changes.property like 'hs_pipeline%' and changes.changed_at > tickets.created_at
                and changes.changed_at < {{ add_seconds('tickets.created_at', 60) }}
                then tickets.created_at
            else changes.changed_at
        end as occurred_at,
        changes.version_number as place,
        case changes.property {% for property, event in event_types.items() %}when '{{ property }}' then '{{ event }}' {% endfor %}end as event_type,
        case when changes.property = 'hs_ticket_priority' then old_words.priority else changes.old_value end as old_value,
        case when changes.property = 'hs_ticket_priority' then new_words.priority else changes.new_value end as new_value,
        -- Without a user it was a workflow, a rule of the inbox or a program.
        case when changes.user_id is null then 'automation' else {{ role("'agent'", 'owners.owner_id') }} end as actor_type,
        coalesce(owners.owner_id, 'A-' || changes.user_id) as actor_id
    from {{ ref('stg_hubspot__property_changes') }} as changes
    left join {{ ref('stg_hubspot__tickets_by_api') }} as tickets on changes.source = tickets.source and changes.ticket_id = tickets.ticket_id
    left join {{ ref('stg_hubspot__users') }} as owners on changes.source = owners.source and changes.user_id = owners.user_id
    left join {{ ref('priority_words') }} as old_words on old_words.system = 'hubspot' and changes.old_value = old_words.word
    left join {{ ref('priority_words') }} as new_words on new_words.system = 'hubspot' and changes.new_value = new_words.word
    where changes.property <> 'hs_merged_object_ids'
),

events as (
    select * from changes
    union all
    -- What stood before an entry is not known: earlier entries of a stage may be missing.
    select
        source, ticket_id, entered_at as occurred_at, 1 as place, 'stage_changed' as event_type,
        cast(null as {{ dbt.type_string() }}) as old_value, stage_id as new_value,
        cast(null as {{ dbt.type_string() }}) as actor_type, cast(null as {{ dbt.type_string() }}) as actor_id
    from {{ ref('stg_hubspot__stage_entries') }}
    union all
    select
        tickets.source, tickets.ticket_id, coalesce(merged.merged_at, tickets.archived_at) as occurred_at, 1 as place,
        case when merged.loser_id is null then 'deleted' else 'merged' end as event_type,
        cast(null as {{ dbt.type_string() }}) as old_value, merged.winner_id as new_value,
        cast(null as {{ dbt.type_string() }}) as actor_type, cast(null as {{ dbt.type_string() }}) as actor_id
    from {{ ref('stg_hubspot__tickets_by_api') }} as tickets
    left join {{ ref('stg_hubspot__merges') }} as merged on tickets.source = merged.source and tickets.ticket_id = merged.loser_id
    where tickets.is_archived or merged.loser_id is not null
)

select
    source,
    ticket_id,
    occurred_at,
    row_number() over (partition by source, ticket_id, event_type, occurred_at order by place, new_value) as sequence,
    event_type,
    old_value,
    new_value,
    actor_type,
    actor_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from events
where occurred_at is not null
