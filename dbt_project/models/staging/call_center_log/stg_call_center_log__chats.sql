-- One row per call that came to the queue or to an agent; it waits from the queue (without a queue, from the end of the recorded voice) to the agent.
select
    source,
    call_id as chat_id,
    call_id as ticket_id,
    customer_id,
    agent_id as owner_id,
    cast(null as {{ dbt.type_string() }}) as team_id,
    joined_at as started_at,
    cast(null as timestamp) as first_any_reply_at,
    case when is_answered then left_at end as first_human_reply_at,
    greatest(left_at, coalesce(done_at, left_at)) as ended_at,
    false as is_missed,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_call_center_log__calls') }}
where is_session
