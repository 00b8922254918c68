-- One row per message or comment of a thread that belongs to a ticket; failed ones, welcomes and changes of status are none.
select
    entries.source,
    entries.message_id,
    threads.ticket_id,
    case when threads.channel = 'chat' then threads.thread_id end as chat_id,
    entries.sent_at,
    cast(0 as bigint) as sequence,
    entries.author_type,
    case when entries.author_type = 'customer' then coalesce(entries.author_id, threads.contact_id) else entries.author_id end as author_id,
    entries.entry_type = 'MESSAGE' as is_public,
    false as is_automated,
    coalesce(entries.channel, threads.channel) as channel,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_hubspot__thread_entries') }} as entries
inner join {{ ref('stg_hubspot__threads') }} as threads on entries.source = threads.source and entries.thread_id = threads.thread_id
where entries.entry_type in ('MESSAGE', 'COMMENT') and not entries.is_failed and threads.ticket_id is not null
