-- One row per change of a ticket: status, assignee, group, priority, type, schedule, merge, bin.
{% set kinds = {'assignee_id': 'owner_changed', 'group_id': 'team_changed', 'priority': 'priority_changed', 'type': 'ticket_type_changed', 'schedule_id': 'schedule_changed'} -%}
with bin as (
    {{ newest('zendesk', 'deleted_tickets') }}
),

changes as (
    select source, ticket_id, occurred_at, event_number, is_creation, change as event_type, old_value, new_value, author_id, is_by_rule
    from {{ ref('stg_zendesk__stage_changes') }}
    union all
    -- What was set at the creation has held from then on: no change.
    select
        source, ticket_id, occurred_at, event_number, is_creation,
        case field_name {% for field, kind in kinds.items() %}when '{{ field }}' then '{{ kind }}' {% endfor %}end as event_type,
        old_value, new_value, author_id, is_by_rule
    from {{ ref('stg_zendesk__audit_changes') }}
    where field_name not in ('status', 'custom_status_id') and not is_creation
    union all
    -- A merge is known from its comments too; without audits it stays a flag like the rest of the present state.
    select
        gone.source, gone.ticket_id, gone.merged_at as occurred_at, cast(null as bigint) as event_number, false as is_creation, 'merged' as event_type,
        cast(null as {{ dbt.type_string() }}) as old_value, gone.survivor_id as new_value, gone.author_id, false as is_by_rule
    from {{ ref('stg_zendesk__merges') }} as gone
    inner join (select distinct source, ticket_id from {{ ref('stg_zendesk__audit_changes') }}) as audited
        on gone.source = audited.source and gone.ticket_id = audited.ticket_id
    where gone.merged_at is not null
    union all
    -- The bin knows when, where the audits of a deleted ticket are not to be had.
    select
        bin._source as source, trim(bin.id) as ticket_id, {{ to_instant('bin.deleted_at', "'UTC'") }} as occurred_at,
        cast(null as bigint) as event_number, false as is_creation, 'deleted' as event_type, cast(null as {{ dbt.type_string() }}) as old_value,
        cast(null as {{ dbt.type_string() }}) as new_value, {{ json_text('bin.actor', '$.id') }} as author_id, false as is_by_rule
    from bin
    left join (select distinct source, ticket_id from {{ ref('stg_zendesk__stage_changes') }} where change = 'deleted') as audited
        on bin._source = audited.source and trim(bin.id) = audited.ticket_id
    where audited.ticket_id is null
),

told as (
    select
        changes.*,
        tickets.requester_id,
        tickets.created_at,
        agents.agent_type,
        coalesce(changes.event_type = 'deleted' and requesters.is_suspended, false) as is_spam
    from changes
    left join {{ ref('stg_zendesk__ticket_rows') }} as tickets on changes.source = tickets.source and changes.ticket_id = tickets.ticket_id
    left join {{ ref('stg_zendesk__users') }} as requesters on tickets.source = requesters.source and tickets.requester_id = requesters.user_id
    left join {{ ref('stg_zendesk__agents') }} as agents on changes.source = agents.source and changes.author_id = agents.agent_id
)

select
    source,
    ticket_id,
    -- The first audit is written a moment after the ticket; its values have held from the beginning.
    case when is_creation then coalesce(created_at, occurred_at) else occurred_at end as occurred_at,
    row_number() over (partition by source, ticket_id order by occurred_at asc, is_creation desc, event_number asc nulls last, event_type asc) as sequence,
    -- To mark as spam is to delete the ticket and to suspend who wrote it.
    case when is_spam then 'marked_spam' else event_type end as event_type,
    old_value,
    new_value,
    case
        when is_by_rule then 'automation'
        when author_id = requester_id or (author_id is not null and agent_type is null) then 'customer'
        when agent_type = 'human' then 'agent'
        else agent_type
    end as actor_type,
    case when not is_by_rule then author_id end as actor_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from told
