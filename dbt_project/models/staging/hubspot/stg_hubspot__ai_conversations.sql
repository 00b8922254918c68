-- One row per thread on a channel account where the customer agent (actor L-) is at work, whether it took part or not.
with threads as (
    select
        threads.*,
        times.ai_at,
        times.ai_assigned_at,
        times.ai_agent_id,
        times.handed_off_at,
        coalesce(times.visitor_at, threads.created_at) as started_at,
        coalesce(times.last_message_at, threads.last_message_at, threads.created_at) as last_activity_at,
        coalesce(times.ai_message_count, 0) as ai_message_count,
        coalesce(times.customer_message_count, 0) as customer_message_count,
        coalesce(times.has_human_message, false) as has_human_message
    from {{ ref('stg_hubspot__threads') }} as threads
    left join {{ ref('stg_hubspot__thread_times') }} as times on threads.source = times.source and threads.thread_id = times.thread_id
),

-- It is on duty on an account of a channel from the first thread in which it is seen there.
duties as (
    select source, channel_account_id, min(started_at) as on_duty_from
    from threads
    where ai_at is not null
    group by source, channel_account_id
)

select
    threads.source,
    threads.thread_id as ai_conversation_id,
    threads.ticket_id,
    threads.contact_id as customer_id,
    threads.ai_agent_id,
    cast(null as {{ dbt.type_string() }}) as team_id,
    threads.channel,
    threads.started_at,
    threads.ai_assigned_at as assigned_at,
    threads.last_activity_at,
    cast(threads.ai_message_count as bigint) as ai_message_count,
    cast(threads.customer_message_count as bigint) as customer_message_count,
    threads.has_human_message as has_human_joined,
    threads.ai_at is not null and coalesce(tickets.customer_agent_status = 'ESCALATED', false) as is_human_requested,
    threads.handed_off_at,
    -- Neither the reason of a hand-over nor the visitor's opinion is in any export.
    cast(null as {{ dbt.type_string() }}) as handoff_reason,
    cast(null as {{ dbt.type_string() }}) as feedback,
    cast(null as timestamp) as feedback_at,
    cast(null as {{ dbt.type_string() }}) as attributes
from threads
inner join duties
    on threads.source = duties.source and threads.channel_account_id = duties.channel_account_id and threads.started_at >= duties.on_duty_from
left join {{ ref('stg_hubspot__tickets_by_api') }} as tickets on threads.source = tickets.source and threads.ticket_id = tickets.ticket_id
where not (threads.is_spam and threads.ticket_id is null)
