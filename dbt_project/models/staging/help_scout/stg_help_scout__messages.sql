-- One row per message or note of a conversation; what was forwarded to others is left out.
select
    threads.source,
    -- A thread stands in the surviving conversation too after a merge.
    concat(threads.ticket_id, '-', threads.thread_id) as message_id,
    threads.ticket_id,
    chats.chat_id,
    threads.created_at as sent_at,
    row_number() over (partition by threads.source, threads.ticket_id order by threads.created_at asc, threads.thread_number asc, threads.thread_id asc) as sequence,
    threads.author_type,
    case
        when threads.author_type = 'customer' then coalesce(threads.customer_id, threads.author_id)
        when threads.author_type <> 'automation' then threads.author_id
    end as author_id,
    threads.thread_type <> 'note' as is_public,
    threads.author_type = 'automation' as is_automated,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_help_scout__threads') }} as threads
inner join {{ ref('stg_help_scout__tickets') }} as tickets on threads.source = tickets.source and threads.ticket_id = tickets.ticket_id
left join {{ ref('stg_help_scout__chats') }} as chats on threads.source = chats.source and threads.ticket_id = chats.ticket_id
where threads.thread_type in ('customer', 'message', 'reply', 'note', 'chat', 'beaconchat', 'phone')
