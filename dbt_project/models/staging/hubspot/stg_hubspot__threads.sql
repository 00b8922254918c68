-- One row per thread of the conversations, with its ticket and the common word for its channel.
with raw as (
    {{ newest('hubspot', 'threads') }}
),

-- A ticket names the thread that it was made for; the thread itself says more, when it was asked.
origins as (
    select source, thread_id, max(ticket_id) as ticket_id
    from (
        select source, thread_id, ticket_id from {{ ref('stg_hubspot__tickets_by_api') }}
        union all
        select source, other_thread_id as thread_id, ticket_id from {{ ref('stg_hubspot__tickets_by_api') }}
    ) as named
    where thread_id is not null
    group by source, thread_id
)

select
    raw._source as source,
    {{ to_text('raw.id') }} as thread_id,
    coalesce({{ to_text(json_text('raw.threadAssociations', '$.associatedTicketId')) }}, origins.ticket_id) as ticket_id,
    {{ to_text('raw.associatedContactId') }} as contact_id,
    {{ to_text('raw.assignedTo') }} as assigned_to,
    coalesce({{ to_text('raw.originalChannelAccountId') }}, {{ to_text('raw.originalChannelId') }}) as channel_account_id,
    words.channel,
    {{ to_instant('raw.createdAt') }} as created_at,
    case when upper({{ to_text('raw.status') }}) = 'CLOSED' then {{ to_instant('raw.closedAt') }} end as closed_at,
    {{ to_instant('raw.latestMessageTimestamp') }} as last_message_at,
    {{ to_boolean('raw.spam', 'false') }} as is_spam
from raw
left join origins on raw._source = origins.source and trim(raw.id) = origins.thread_id
left join {{ ref('stg_hubspot__channels') }} as channels on raw._source = channels.source and trim(raw.{{ adapter.quote('originalChannelId') }}) = channels.channel_id
left join {{ ref('channel_words') }} as words
    on words.system = 'hubspot' and coalesce(channels.channel_name, trim(raw.{{ adapter.quote('originalChannelId') }})) = words.word
