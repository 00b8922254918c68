-- One row per thread with entries on file: when the visitor, a person and the AI agent (actor L-) first wrote or got it.
with entries as (
    select
        *,
        entry_type = 'MESSAGE' and not is_failed as is_message,
        -- The AI agent is at work from its first message or from its assignment on.
        min(case when (entry_type = 'MESSAGE' and author_type = 'ai_agent' and not is_failed) or assigned_to like 'L-%' then sent_at end)
            over (partition by source, thread_id) as ai_at,
        min(case when entry_type = 'MESSAGE' and author_type = 'customer' then sent_at end) over (partition by source, thread_id) as visitor_at
    from {{ ref('stg_hubspot__thread_entries') }}
)

select
    source,
    thread_id,
    min(visitor_at) as visitor_at,
    min(ai_at) as ai_at,
    min(case when assigned_to like 'L-%' then sent_at end) as ai_assigned_at,
    min(case when author_type = 'ai_agent' then author_id when assigned_to like 'L-%' then assigned_to end) as ai_agent_id,
    max(case when is_message then sent_at end) as last_message_at,
    sum(case when is_message and author_type = 'ai_agent' then 1 else 0 end) as ai_message_count,
    sum(case when is_message and author_type = 'customer' then 1 else 0 end) as customer_message_count,
    min(case when is_message and author_type = 'agent' and sent_at >= visitor_at then sent_at end) as human_reply_at,
    min(case when is_message and author_type <> 'customer' and sent_at >= visitor_at then sent_at end) as any_reply_at,
    max(case when is_message and author_type = 'agent' then 1 else 0 end) = 1 as has_human_message,
    -- Taken from the AI agent, given to a person after it, or answered by a person after it: whatever came first.
    min(case
        when entry_type = 'ASSIGNMENT' and assigned_from like 'L-%' then sent_at
        when entry_type = 'ASSIGNMENT' and assigned_to like 'A-%' and sent_at >= ai_at then sent_at
        when is_message and author_type = 'agent' and sent_at >= ai_at then sent_at
    end) as handed_off_at
from entries
group by source, thread_id
