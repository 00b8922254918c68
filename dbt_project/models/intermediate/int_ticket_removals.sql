-- One row per ticket that is not counted: why, and since when it is out.
with restored as (
    select source, ticket_id, max(occurred_at) as restored_at
    from {{ ref('all_ticket_events') }}
    where event_type = 'restored'
    group by source, ticket_id
),

-- What was undone counts as if it had never been.
removals as (
    select
        events.source,
        events.ticket_id,
        min(events.occurred_at) as removed_at,
        {{ count_if("events.event_type = 'deleted'") }} as deleted_count,
        max(case when events.event_type = 'merged' then events.new_value end) as merged_into_ticket_id
    from {{ ref('all_ticket_events') }} as events
    left join restored on events.source = restored.source and events.ticket_id = restored.ticket_id
    where
        events.event_type in ('merged', 'marked_spam', 'deleted')
        and (restored.restored_at is null or events.occurred_at > restored.restored_at)
    group by events.source, events.ticket_id
),

reasons as (
    select
        tickets.source,
        tickets.ticket_id,
        case
            when tickets.is_spam then 'spam'
            when tickets.is_deleted or removals.deleted_count > 0 then 'deleted'
            when coalesce(tickets.merged_into_ticket_id, removals.merged_into_ticket_id) is not null then 'merged'
        end as exclusion_reason,
        coalesce(tickets.merged_into_ticket_id, removals.merged_into_ticket_id) as merged_into_ticket_id,
        -- A flag without an event holds from the creation on.
        greatest(tickets.created_at, coalesce(removals.removed_at, tickets.created_at)) as removed_at
    from {{ ref('all_tickets') }} as tickets
    left join removals on tickets.source = removals.source and tickets.ticket_id = removals.ticket_id
)

select source, ticket_id, exclusion_reason, merged_into_ticket_id, removed_at
from reasons
where exclusion_reason is not null
