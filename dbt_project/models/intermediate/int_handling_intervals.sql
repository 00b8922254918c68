-- One row per stretch of time an agent worked on one ticket; where a source exports none, a capped estimate from messages.
with exporting as (
    select distinct source
    from {{ ref('all_handling_intervals') }}
),

writing as (
    select
        messages.source,
        messages.author_id as agent_id,
        messages.ticket_id,
        messages.sent_at,
        -- Work on a message begins after what came before it on the ticket, and after the agent's own last message.
        lag(messages.sent_at) over (partition by messages.source, messages.ticket_id order by messages.sent_at, messages.message_id) as ticket_before_at,
        lag(messages.sent_at) over (partition by messages.source, messages.author_id order by messages.sent_at, messages.message_id) as agent_before_at,
        tickets.created_at,
        messages.author_type = 'agent' and not messages.is_automated as is_work
    from {{ ref('all_messages') }} as messages
    inner join {{ ref('all_tickets') }} as tickets on messages.source = tickets.source and messages.ticket_id = tickets.ticket_id
    where messages.author_id is not null
),

estimates as (
    select
        writing.source,
        writing.agent_id,
        writing.ticket_id,
        greatest(
            writing.sent_at - interval '{{ var('handling_estimate_cap_minutes') }}' minute,
            writing.created_at,
            coalesce(writing.ticket_before_at, writing.created_at),
            coalesce(writing.agent_before_at, writing.created_at)
        ) as started_at,
        writing.sent_at as ended_at,
        'estimate' as handling_basis
    from writing
    left join exporting on writing.source = exporting.source
    where writing.is_work and exporting.source is null
)

select source, agent_id, ticket_id, started_at, ended_at, handling_basis
from {{ ref('all_handling_intervals') }}
where ended_at > started_at

union all

select source, agent_id, ticket_id, started_at, ended_at, handling_basis
from estimates
where ended_at > started_at
