-- One row per agent and stretch of one local date in which the agent's working hours run.
select
    days.source,
    days.agent_id,
    days.report_date,
    greatest(windows.started_at, days.day_start_at) as started_at,
    least(windows.ended_at, days.day_end_at) as ended_at
from {{ ref('int_agent_days') }} as days
inner join {{ ref('int_business_windows') }} as windows
    on days.source = windows.source and concat('agent/', days.agent_id) = windows.calendar_id
    and windows.started_at < days.day_end_at and windows.ended_at > days.day_start_at
