-- One row per agent and date of the log, from the first service to the end of the last: the log has no sign-ins.
select
    source,
    agent_id,
    'all' as channel,
    'available' as status,
    'first to last call' as detailed_status,
    min(served_at) as started_at,
    max(done_at) as ended_at
from {{ ref('stg_call_center_log__calls') }}
where agent_id is not null and served_at is not null
group by source, agent_id, log_date
