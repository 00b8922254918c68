-- One row per live session that is counted: how long the visitor waited for a person, or left.
with replies as (
    select
        chats.source,
        chats.chat_id,
        min(case when messages.is_reply then messages.sent_at end) as human_replied_at,
        min(messages.message_number) as any_message_number,
        min(case when messages.is_reply then messages.message_number end) as human_reply_number,
        min(case when messages.is_reply or messages.is_automated_message then messages.sent_at end) as any_replied_at
    from {{ ref('all_chats') }} as chats
    inner join {{ ref('int_messages') }} as messages
        on chats.source = messages.source and chats.chat_id = messages.chat_id and messages.sent_at >= chats.started_at
    group by chats.source, chats.chat_id
),

answers as (
    select
        chats.source,
        chats.chat_id,
        chats.ticket_id,
        chats.customer_id as visitor_id,
        chats.started_at,
        chats.ended_at,
        chats.is_missed,
        chats.team_id as chat_team_id,
        -- The export's own instants serve only where no message is on file.
        case when replies.chat_id is null then chats.first_human_reply_at else replies.human_replied_at end as replied_at,
        case when replies.chat_id is null then chats.first_any_reply_at else replies.any_replied_at end as any_replied_at,
        case when replies.chat_id is null then chats.owner_id else first_replies.author_id end as author_id,
        coalesce(chats.owner_id, first_replies.author_id) as chat_owner_id
    from {{ ref('all_chats') }} as chats
    left join replies on chats.source = replies.source and chats.chat_id = replies.chat_id
    left join {{ ref('int_messages') }} as first_replies
        on chats.source = first_replies.source and chats.chat_id = first_replies.chat_id and replies.human_reply_number = first_replies.message_number
),

spans as (
    select source, ticket_id, chat_id, started_at, replied_at as ended_at
    from answers
    where replied_at is not null
),

business as (
    {{ business_seconds('spans', ['source', 'chat_id']) }}
),

outcomes as (
    select
        *,
        case
            when replied_at is not null then 'answered'
            when is_missed then 'missed'
            when ended_at is not null then 'abandoned'
            else 'waiting'
        end as chat_outcome
    from answers
)

select
    sources.source,
    sources.source_system,
    tickets.pipeline_id,
    tickets.pipeline_name,
    coalesce(chats.chat_team_id, states.team_id) as team_id,
    teams.team_name,
    coalesce(chats.chat_owner_id, states.owner_id) as owner_id,
    owners.agent_name as owner_name,
    tickets.channel,
    tickets.source_type,
    tickets.ticket_type,
    tickets.priority,
    chats.ticket_id,
    tickets.ticket_url,
    coalesce(visitors.customer_id, chats.visitor_id, tickets.customer_id) as customer_id,
    coalesce(visitors.company_id, tickets.company_id) as company_id,
    tickets.current_owner_id,
    chats.chat_outcome,
    chats.author_id,
    authors.agent_name as author_name,
    chats.chat_id,
    {{ local_date('chats.started_at') }} as started_date,
    chats.started_at,
    chats.replied_at,
    chats.ended_at,
    chats.chat_outcome = 'answered' as is_answered,
    chats.chat_outcome = 'abandoned' as is_abandoned,
    {{ seconds_between('chats.started_at', 'chats.replied_at') }} as chat_wait_seconds,
    business.business_seconds as chat_wait_business_seconds,
    {{ seconds_between('chats.started_at', 'chats.any_replied_at') }} as chat_any_reply_seconds,
    case when chats.chat_outcome = 'abandoned' then {{ seconds_between('chats.started_at', 'chats.ended_at') }} end as abandoned_seconds,
    sources.as_of
from outcomes as chats
inner join {{ ref('int_sources') }} as sources on chats.source = sources.source
left join {{ ref('int_tickets') }} as tickets on chats.source = tickets.source and chats.ticket_id = tickets.ticket_id
left join {{ ref('int_ticket_states') }} as states on {{ holds_at('states', 'chats', 'chats.started_at') }}
left join {{ ref('int_customers') }} as visitors on chats.source = visitors.source and chats.visitor_id = visitors.given_customer_id
left join {{ ref('all_teams') }} as teams on chats.source = teams.source and coalesce(chats.chat_team_id, states.team_id) = teams.team_id
left join {{ ref('all_agents') }} as owners on chats.source = owners.source and coalesce(chats.chat_owner_id, states.owner_id) = owners.agent_id
left join {{ ref('all_agents') }} as authors on chats.source = authors.source and chats.author_id = authors.agent_id
left join business on chats.source = business.source and chats.chat_id = business.chat_id
where not coalesce(tickets.is_excluded, false)
