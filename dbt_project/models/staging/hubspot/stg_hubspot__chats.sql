-- One row per thread of a live channel in which the visitor wrote; a welcome or a change of status starts nothing.
select
    threads.source,
    threads.thread_id as chat_id,
    threads.ticket_id,
    threads.contact_id as customer_id,
    owners.owner_id,
    cast(null as {{ dbt.type_string() }}) as team_id,
    -- Where no entries of the thread are on file its own date is all there is.
    case when times.thread_id is null then threads.created_at else times.visitor_at end as started_at,
    times.any_reply_at as first_any_reply_at,
    times.human_reply_at as first_human_reply_at,
    threads.closed_at as ended_at,
    false as is_missed,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_hubspot__threads') }} as threads
left join {{ ref('stg_hubspot__thread_times') }} as times on threads.source = times.source and threads.thread_id = times.thread_id
left join {{ ref('stg_hubspot__users') }} as owners
    on threads.source = owners.source and {{ text_part('threads.assigned_to', '^A-(.+)$') }} = owners.user_id
where threads.channel = 'chat' and (times.thread_id is null or times.visitor_at is not null)
    and not (threads.is_spam and threads.ticket_id is null)
