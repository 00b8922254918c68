-- One row per message or note: the first message of a conversation and the parts that hold one.
with firsts as (
    select
        records.source,
        'source' as message_id,
        records.ticket_id,
        records.created_at as sent_at,
        0 as sequence,
        -- A teammate's name may stand under what went to many.
        case when records.delivered_as in ('automated', 'campaigns_initiated') then 'automation' else records.author_type end as author_type,
        records.author_id,
        true as is_public
    from {{ ref('stg_intercom__conversation_records') }} as records
    where records.author_id is not null
),

parts as (
    select
        source,
        part_id as message_id,
        ticket_id,
        created_at as sent_at,
        row_number() over (partition by source, ticket_id order by created_at asc, part_number asc, part_id asc) as sequence,
        author_type,
        author_id,
        part_type not in ('note', 'note_and_reopen') as is_public
    from {{ ref('stg_intercom__parts') }}
    where
        part_type in ('comment', 'note', 'quick_reply')
        or (has_body and part_type in ('close', 'open', 'assignment', 'assign_and_reopen', 'note_and_reopen', 'snoozed', 'unsnoozed'))
),

messages as (
    select * from firsts
    union all
    select * from parts
)

select
    messages.source,
    -- Parts are counted anew in each conversation of some exports.
    concat(messages.ticket_id, '-', messages.message_id) as message_id,
    messages.ticket_id,
    chats.chat_id,
    messages.sent_at,
    messages.sequence,
    messages.author_type,
    messages.author_id,
    messages.is_public,
    messages.author_type = 'automation' as is_automated,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ dbt.type_string() }}) as attributes
from messages
inner join {{ ref('stg_intercom__tickets') }} as tickets on messages.source = tickets.source and messages.ticket_id = tickets.ticket_id
left join {{ ref('stg_intercom__chats') }} as chats on messages.source = chats.source and messages.ticket_id = chats.ticket_id
