-- One row per mark at which a teammate began (+1) or stopped (-1) to handle a conversation.
with raw as (
    {{ newest('intercom', 'handling_events') }}
),

-- The answer does not name its conversation.
answers as (
    select
        _source as source,
        coalesce({{ to_text('conversation_id') }}, {{ text_part('_file', 'handling_events_([0-9]+)') }}, {{ text_part('_file', 'conversations?_([0-9]+)_') }}) as ticket_id,
        _time_zone,
        {{ json_items('handling_events') }} as event
    from raw
),

events as (
    select distinct
        source,
        ticket_id,
        {{ json_text('event', '$.teammate.id') }} as agent_id,
        {{ json_text('event', '$.type') }} as event_type,
        {{ to_instant(json_text('event', '$.timestamp')) }} as marked_at
    from answers
),

handlers as (
    select distinct source, ticket_id, agent_id
    from events
    where ticket_id is not null
)

select source, ticket_id, agent_id, marked_at, case when event_type = 'resumed' then 1 else -1 end as step
from events
where ticket_id is not null and event_type in ('resumed', 'paused')
union all
-- An assignment begins the handling of the one and ends that of everybody else; so does the end of the conversation.
select parts.source, parts.ticket_id, handlers.agent_id, parts.created_at, case when parts.assigned_word = 'admin' and parts.assigned_id = handlers.agent_id then 1 else -1 end as step
from {{ ref('stg_intercom__parts') }} as parts
inner join handlers on parts.source = handlers.source and parts.ticket_id = handlers.ticket_id
where parts.assigned_word in ('admin', 'bot', 'nobody_admin') or parts.part_type in ('close', 'snoozed')
