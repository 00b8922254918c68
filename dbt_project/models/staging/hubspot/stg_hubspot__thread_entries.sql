-- One row per entry of a thread (message, comment, assignment, change of status, welcome), with the role of who made it.
select
    entries.source,
    entries.message_id,
    entries.thread_id,
    entries.entry_type,
    entries.direction,
    entries.sent_at,
    entries.is_failed,
    entries.assigned_from,
    entries.assigned_to,
    -- A message that came in is the customer's, by whatever actor; of the others the actor's prefix says it.
    case
        when entries.direction = 'INCOMING' then 'customer'
        when entries.sender_id like 'A-%' then {{ role("'agent'", 'owners.owner_id') }}
        when entries.sender_id like 'L-%' then 'ai_agent'
        when entries.sender_id like 'B-%' then 'bot'
        else 'automation'
    end as author_type,
    case
        when entries.direction = 'INCOMING' then {{ text_part('entries.sender_id', '^V-([0-9]+)$') }}
        when entries.sender_id like 'A-%' then coalesce(owners.owner_id, entries.sender_id)
        -- An e-mail address is no id.
        when entries.sender_id not like 'E-%' then entries.sender_id
    end as author_id,
    words.channel
from {{ ref('stg_hubspot__listed_entries') }} as entries
left join {{ ref('stg_hubspot__users') }} as owners
    on entries.source = owners.source and {{ text_part('entries.sender_id', '^A-(.+)$') }} = owners.user_id
left join {{ ref('stg_hubspot__channels') }} as channels on entries.source = channels.source and entries.channel_id = channels.channel_id
left join {{ ref('channel_words') }} as words on words.system = 'hubspot' and coalesce(channels.channel_name, entries.channel_id) = words.word
