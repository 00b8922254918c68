-- One row per counted conversation on an AI agent's channel, with its outcome as far as it is known at as_of.
with conversations as (
    select
        conversations.source,
        sources.source_system,
        sources.as_of,
        conversations.ai_conversation_id,
        conversations.ticket_id,
        conversations.customer_id,
        conversations.ai_agent_id,
        conversations.channel,
        conversations.team_id,
        conversations.started_at,
        coalesce(conversations.assigned_at, conversations.started_at) as assigned_at,
        conversations.last_activity_at,
        coalesce(conversations.customer_message_count, 0) as customer_message_count,
        conversations.handoff_reason,
        conversations.feedback,
        coalesce(conversations.feedback_at, conversations.last_activity_at) as feedback_at,
        conversations.ai_message_count > 0 as is_handled,
        conversations.has_human_joined or conversations.is_human_requested or conversations.handed_off_at is not null as has_person,
        {{ add_seconds('conversations.last_activity_at', 3600 * var('customer_agent_settle_hours')) }} <= sources.as_of as is_quiet
    from {{ ref('all_ai_conversations') }} as conversations
    inner join {{ ref('int_sources') }} as sources on conversations.source = sources.source
),

-- Of a conversation that the AI agent did not take part in nothing is decided.
outcomes as (
    select
        *,
        case when is_handled then has_person or is_quiet end as is_settled,
        case when is_handled then has_person end as is_handoff,
        case when is_handled then is_quiet and not has_person end as is_deflected,
        case when is_handled then is_quiet and not has_person and coalesce(feedback, '') <> 'negative' end as is_resolved
    from conversations
)

select
    outcomes.source,
    outcomes.source_system,
    outcomes.ai_conversation_id,
    outcomes.ticket_id,
    tickets.ticket_url,
    coalesce(customers.customer_id, outcomes.customer_id, tickets.customer_id) as customer_id,
    outcomes.ai_agent_id,
    agents.agent_name as ai_agent_name,
    outcomes.channel,
    outcomes.team_id,
    teams.team_name,
    outcomes.started_at,
    {{ local_date('outcomes.started_at') }} as started_date,
    outcomes.assigned_at,
    outcomes.last_activity_at,
    tickets.closed_at,
    tickets.closed_date,
    outcomes.is_handled,
    outcomes.is_settled,
    outcomes.is_resolved,
    outcomes.is_deflected,
    outcomes.is_handoff,
    case when outcomes.is_handoff then coalesce(outcomes.handoff_reason, 'unknown') else 'none' end as handoff_reason,
    outcomes.feedback,
    outcomes.feedback_at,
    {{ local_date('outcomes.feedback_at') }} as given_date,
    outcomes.customer_message_count,
    {{ seconds_between('outcomes.assigned_at', 'tickets.closed_at') }} as customer_agent_resolution_seconds,
    outcomes.as_of
from outcomes
left join {{ ref('int_tickets') }} as tickets on outcomes.source = tickets.source and outcomes.ticket_id = tickets.ticket_id
left join {{ ref('int_customers') }} as customers on outcomes.source = customers.source and outcomes.customer_id = customers.given_customer_id
left join {{ ref('all_teams') }} as teams on outcomes.source = teams.source and outcomes.team_id = teams.team_id
left join {{ ref('all_agents') }} as agents on outcomes.source = agents.source and outcomes.ai_agent_id = agents.agent_id
where not coalesce(tickets.is_excluded, false)
