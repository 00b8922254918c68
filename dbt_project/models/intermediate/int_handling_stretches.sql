-- One row per agent and stretch of one local date in which the agent handles something; overlaps once.
with marked as (
    select
        *,
        case
            when started_at <= max(ended_at) over (
                partition by source, agent_id, report_date order by started_at, ended_at rows between unbounded preceding and 1 preceding
            ) then 0
            else 1
        end as is_start
    from {{ ref('int_handling_parts') }}
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
