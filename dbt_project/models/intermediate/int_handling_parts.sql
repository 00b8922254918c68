-- One row per handling interval and local date of its agent that it touches: cut at midnight and at as_of.
select
    days.source,
    days.agent_id,
    days.report_date,
    handling.handling_basis,
    greatest(handling.started_at, days.day_start_at) as started_at,
    least(handling.ended_at, days.day_end_at) as ended_at
from ({{ by_local_date(ref('int_handling_intervals')) }}) as handling
inner join {{ ref('int_agent_days') }} as days
    on handling.source = days.source and handling.agent_id = days.agent_id and handling.report_date = days.report_date
    and handling.started_at < days.day_end_at
