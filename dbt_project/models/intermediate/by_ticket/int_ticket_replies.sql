-- One row per counted ticket: how much was written, and its first reply.
with messages as (
    select
        *,
        min(case when is_received then message_number end) over (partition by source, ticket_id) as first_received_number,
        sum(case when is_reply then 1 else 0 end) over (
            partition by source, ticket_id order by message_number rows between unbounded preceding and current row
        ) as reply_number
    from {{ of_touched('int_messages') }}
),

handoffs as (
    select source, ticket_id, min(handed_off_at) as handed_off_at
    from {{ of_touched('all_ai_conversations') }}
    where handed_off_at is not null
    group by source, ticket_id
),

counts as (
    select
        messages.source,
        messages.ticket_id,
        {{ count_if('messages.is_reply') }} as sent_message_count,
        {{ count_if('messages.is_received') }} as received_message_count,
        {{ count_if('messages.is_internal_note') }} as internal_note_count,
        min(case when messages.is_received then messages.sent_at end) as first_customer_message_at,
        min(case when messages.is_reply and messages.message_number > messages.first_received_number then messages.message_number end) as first_reply_number,
        min(case when (messages.is_reply or messages.is_automated_message) and messages.message_number > messages.first_received_number then messages.sent_at end) as any_replied_at,
        max(case when messages.is_reply and messages.reply_number = 1 then messages.sent_at end) as reply_1_at,
        max(case when messages.is_reply and messages.reply_number = 2 then messages.sent_at end) as reply_2_at,
        max(case when messages.is_reply and messages.reply_number = 1 then messages.author_id end) as reply_1_author_id,
        max(case when messages.is_reply and messages.reply_number = 1 then messages.author_name end) as reply_1_author_name,
        min(handoffs.handed_off_at) as handed_off_at,
        min(case when messages.is_reply and messages.sent_at >= handoffs.handed_off_at then messages.sent_at end) as after_handoff_at
    from messages
    left join handoffs on messages.source = handoffs.source and messages.ticket_id = handoffs.ticket_id
    group by messages.source, messages.ticket_id
),

waits as (
    select
        source,
        ticket_id,
        {{ count_if("wait_outcome = 'answered'") }} as exchange_count,
        {{ count_if("wait_outcome = 'waiting'") }} > 0 as is_waiting
    from {{ of_touched('int_wait_outcomes') }}
    group by source, ticket_id
)

select
    tickets.source,
    tickets.ticket_id,
    tickets.created_at,
    counts.ticket_id is not null as has_messages,
    coalesce(counts.sent_message_count, case when sources.knows_messages then 0 end) as sent_message_count,
    coalesce(counts.received_message_count, case when sources.knows_messages then 0 end) as received_message_count,
    coalesce(counts.internal_note_count, case when sources.knows_messages then 0 end) as internal_note_count,
    coalesce(waits.exchange_count, case when sources.knows_messages then 0 end) as exchange_count,
    coalesce(waits.is_waiting, case when sources.knows_messages then false end) as is_waiting,
    counts.first_customer_message_at,
    -- The export's own instant serves only where no message is on file.
    case when counts.ticket_id is null then tickets.given_first_replied_at else first_replies.sent_at end as first_replied_at,
    first_replies.author_id as first_responder_id,
    counts.any_replied_at,
    case when tickets.initiated_by = 'agent' then counts.reply_2_at else counts.reply_1_at end as counted_reply_at,
    counts.reply_1_author_id,
    counts.reply_1_author_name,
    counts.handed_off_at,
    counts.after_handoff_at
from {{ of_touched('int_tickets') }} as tickets
inner join {{ ref('int_sources') }} as sources on tickets.source = sources.source
left join counts on tickets.source = counts.source and tickets.ticket_id = counts.ticket_id
left join messages as first_replies
    on counts.source = first_replies.source and counts.ticket_id = first_replies.ticket_id and counts.first_reply_number = first_replies.message_number
left join waits on tickets.source = waits.source and tickets.ticket_id = waits.ticket_id
where not tickets.is_excluded
