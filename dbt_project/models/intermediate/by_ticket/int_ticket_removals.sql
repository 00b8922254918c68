-- One row per ticket that is not counted: why, and since when it is out.
with restored as (
    select source, ticket_id, max(occurred_at) as restored_at
    from {{ of_touched('all_ticket_events') }}
    where event_type = 'restored'
    group by source, ticket_id
),

-- What was undone counts as if it had never been.
removals as (
    select
        events.source,
        events.ticket_id,
        {% for mark, event_type in [('spam', 'marked_spam'), ('deleted', 'deleted'), ('merged', 'merged')] -%}
        min(case when events.event_type = '{{ event_type }}' then events.occurred_at end) as {{ mark }}_at,
        {% endfor -%}
        max(case when events.event_type = 'merged' then events.new_value end) as merged_into_ticket_id
    from {{ of_touched('all_ticket_events') }} as events
    left join restored on events.source = restored.source and events.ticket_id = restored.ticket_id
    where restored.restored_at is null or events.occurred_at > restored.restored_at
    group by events.source, events.ticket_id
),

marks as (
    select
        tickets.source,
        tickets.ticket_id,
        tickets.created_at,
        tickets.is_spam,
        tickets.is_deleted or removals.deleted_at is not null as is_deleted,
        coalesce(tickets.merged_into_ticket_id, removals.merged_into_ticket_id) as merged_into_ticket_id,
        removals.spam_at,
        removals.deleted_at,
        removals.merged_at
    from {{ of_touched('all_tickets') }} as tickets
    left join removals on tickets.source = removals.source and tickets.ticket_id = removals.ticket_id
),

-- Each mark holds from its event on; one without an event from the creation on.
instants as (
    select
        *,
        case when is_spam then coalesce(spam_at, created_at) end as out_as_spam_at,
        case when is_deleted then coalesce(deleted_at, created_at) end as out_as_deleted_at,
        case when merged_into_ticket_id is not null then coalesce(merged_at, created_at) end as out_as_merged_at
    from marks
    where is_spam or is_deleted or merged_into_ticket_id is not null
)

select
    source,
    ticket_id,
    case when is_spam then 'spam' when is_deleted then 'deleted' else 'merged' end as exclusion_reason,
    merged_into_ticket_id,
    greatest(
        created_at,
        least(
            coalesce(out_as_spam_at, out_as_deleted_at, out_as_merged_at),
            coalesce(out_as_deleted_at, out_as_merged_at, out_as_spam_at),
            coalesce(out_as_merged_at, out_as_spam_at, out_as_deleted_at)
        )
    ) as removed_at
from instants
