-- One row per local date, agent, status and detailed status, with the agent's team of that date.
select
    days.source,
    days.source_system,
    days.agent_id,
    days.agent_name,
    days.team_id,
    days.team_name,
    intervals.status,
    intervals.detailed_status,
    days.report_date,
    days.as_of,
    {{ sum_of('intervals.status_seconds') }} as status_seconds_sum
from {{ ref('int_availability_intervals') }} as intervals
inner join {{ ref('int_agent_days') }} as days
    on intervals.source = days.source and intervals.agent_id = days.agent_id and intervals.report_date = days.report_date
group by
    days.source, days.source_system, days.agent_id, days.agent_name, days.team_id, days.team_name,
    intervals.status, intervals.detailed_status, days.report_date, days.as_of
