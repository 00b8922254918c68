-- One row per counted ticket: its first reply by a person, on every clock that vendors use.
with replies as (
    select
        *,
        coalesce(first_customer_message_at, case when not has_messages then created_at end) as response_started_at
    from {{ of_touched('int_ticket_replies') }}
),

spans as (
    select source, ticket_id, response_started_at as started_at, first_replied_at as ended_at
    from replies
    where response_started_at is not null and first_replied_at is not null
),

business as (
    {{ business_seconds('spans', ['source', 'ticket_id']) }}
)

select
    {{ ticket_columns('tickets', 'states', 'sources') }},
    tickets.ticket_id,
    tickets.initiated_by,
    replies.first_customer_message_at,
    replies.first_replied_at,
    {{ local_date('replies.first_replied_at') }} as first_replied_date,
    replies.first_responder_id,
    case when sources.knows_first_replies then replies.first_replied_at is not null end as is_answered,
    -- Unanswered so far, and somebody waits.
    replies.first_replied_at is null and replies.is_waiting as is_waiting,
    {{ seconds_between('replies.response_started_at', 'replies.first_replied_at') }} <= 600 as is_within_10_minutes,
    case
        when tickets.first_response_due_at is null then null
        when replies.first_replied_at is not null then replies.first_replied_at <= tickets.first_response_due_at
        when tickets.first_response_due_at < sources.as_of then false
    end as is_within_target,
    {{ seconds_between('replies.response_started_at', 'replies.first_replied_at') }} as first_response_seconds,
    business.business_seconds as first_response_business_seconds,
    {{ seconds_between('replies.created_at', 'case when replies.has_messages then replies.counted_reply_at else replies.first_replied_at end') }} as first_response_from_creation_seconds,
    {{ seconds_between('replies.handed_off_at', 'replies.after_handoff_at') }} as first_response_from_handoff_seconds,
    {{ seconds_between('replies.first_customer_message_at', 'replies.any_replied_at') }} as first_any_reply_seconds
from replies
inner join {{ of_touched('int_tickets') }} as tickets on replies.source = tickets.source and replies.ticket_id = tickets.ticket_id
inner join {{ ref('int_sources') }} as sources on replies.source = sources.source
inner join {{ of_touched('int_ticket_states') }} as states on {{ holds_at('states', 'replies', 'coalesce(replies.first_replied_at, sources.as_of)') }}
left join business on replies.source = business.source and replies.ticket_id = business.ticket_id
