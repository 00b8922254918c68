-- One row per agent and stretch of one local date in which the agent handles something; overlaps once.
with pieces as (
    select
        days.source,
        days.agent_id,
        days.report_date,
        greatest(handling.started_at, days.day_start_at) as started_at,
        least(handling.ended_at, days.day_end_at) as ended_at
    from {{ ref('int_handling_intervals') }} as handling
    inner join {{ ref('int_agent_days') }} as days
        on handling.source = days.source and handling.agent_id = days.agent_id
        and handling.started_at < days.day_end_at and handling.ended_at > days.day_start_at
),

marked as (
    select
        *,
        case
            when started_at <= max(ended_at) over (
                partition by source, agent_id, report_date order by started_at, ended_at rows between unbounded preceding and 1 preceding
            ) then 0
            else 1
        end as is_start
    from pieces
),

numbered as (
    select
        *,
        sum(is_start) over (
            partition by source, agent_id, report_date order by started_at, ended_at rows between unbounded preceding and current row
        ) as stretch_number
    from marked
)

select
    source,
    agent_id,
    report_date,
    min(started_at) as started_at,
    max(ended_at) as ended_at
from numbered
group by source, agent_id, report_date, stretch_number
