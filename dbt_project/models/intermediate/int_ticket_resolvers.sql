-- One row per closed counted ticket: who resolved it. The AI agent where it did, else the person who closed it, else the owner at the close, else nobody.
with resolutions as (
    select source, ticket_id, ai_agent_id, ai_agent_name
    from (
        select
            source,
            ticket_id,
            ai_agent_id,
            ai_agent_name,
            row_number() over (partition by source, ticket_id order by last_activity_at desc, ai_conversation_id desc) as conversation_number_back
        from {{ ref('int_ai_conversations') }}
        where is_resolved and ticket_id is not null
    ) as resolved
    where conversation_number_back = 1
),

candidates as (
    select
        closures.source,
        closures.source_system,
        closures.ticket_id,
        closures.cycle_closed_date as closed_date,
        closures.channel,
        closures.team_id,
        closures.team_name,
        closures.as_of,
        resolutions.ticket_id is not null as has_ai_resolution,
        resolutions.ai_agent_id,
        resolutions.ai_agent_name,
        -- Bots and queues close and own tickets, but resolve none.
        case
            when closures.closed_by_type = 'agent' and coalesce(closers.agent_type, 'human') = 'human' and closures.closed_by_id is not null
                then closures.closed_by_id
            when coalesce(owners.agent_type, 'human') = 'human' then closures.owner_id
        end as person_id
    from {{ ref('int_ticket_closures') }} as closures
    left join resolutions on closures.source = resolutions.source and closures.ticket_id = resolutions.ticket_id
    left join {{ ref('all_agents') }} as closers on closures.source = closers.source and closures.closed_by_id = closers.agent_id
    left join {{ ref('all_agents') }} as owners on closures.source = owners.source and closures.owner_id = owners.agent_id
    where closures.is_resolved
)

select
    candidates.source,
    candidates.source_system,
    candidates.ticket_id,
    case when candidates.has_ai_resolution then 'ai_agent' when candidates.person_id is not null then 'human' else 'unassigned' end as resolver_type,
    case when candidates.has_ai_resolution then candidates.ai_agent_id else candidates.person_id end as resolver_id,
    case when candidates.has_ai_resolution then candidates.ai_agent_name else people.agent_name end as resolver_name,
    candidates.channel,
    candidates.team_id,
    candidates.team_name,
    candidates.closed_date,
    candidates.as_of
from candidates
left join {{ ref('all_agents') }} as people on candidates.source = people.source and candidates.person_id = people.agent_id
