-- One row per call that a known agent served, from the start of the service to its end.
select
    source,
    agent_id,
    call_id as ticket_id,
    served_at as started_at,
    done_at as ended_at,
    'handling_time' as handling_basis
from {{ ref('stg_call_center_log__calls') }}
where agent_id is not null and served_at is not null
