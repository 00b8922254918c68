-- One row per agent and stretch of one local date in one status: channels united, overlaps decided (available > busy > away > offline, then what started last).
with intervals as (
    select intervals.*, coalesce(intervals.ended_at, sources.as_of) as ended_or_now_at
    from {{ ref('all_availability_intervals') }} as intervals
    inner join {{ ref('int_sources') }} as sources on intervals.source = sources.source
),

pieces as (
    select
        days.source,
        days.agent_id,
        days.report_date,
        intervals.status,
        intervals.detailed_status,
        intervals.started_at as began_at,
        greatest(intervals.started_at, days.day_start_at) as started_at,
        least(intervals.ended_or_now_at, days.day_end_at) as ended_at
    from ({{ by_local_date('intervals', 'ended_or_now_at') }}) as intervals
    inner join {{ ref('int_agent_days') }} as days
        on intervals.source = days.source and intervals.agent_id = days.agent_id and intervals.report_date = days.report_date
        and intervals.started_at < days.day_end_at
),

instants as (
    select source, agent_id, report_date, started_at as instant from pieces
    union distinct
    select source, agent_id, report_date, ended_at as instant from pieces
),

stretches as (
    select
        source,
        agent_id,
        report_date,
        instant as started_at,
        lead(instant) over (partition by source, agent_id, report_date order by instant) as ended_at
    from instants
),

candidates as (
    select
        stretches.*,
        pieces.status,
        pieces.detailed_status,
        row_number() over (
            partition by stretches.source, stretches.agent_id, stretches.started_at
            order by
                case pieces.status when 'available' then 1 when 'busy' then 2 when 'away' then 3 else 4 end asc,
                pieces.began_at desc,
                pieces.detailed_status asc nulls last
        ) as claim
    from stretches
    inner join pieces
        on stretches.source = pieces.source and stretches.agent_id = pieces.agent_id and stretches.report_date = pieces.report_date
        and pieces.started_at <= stretches.started_at and pieces.ended_at >= stretches.ended_at
    where stretches.ended_at is not null
)

select
    source,
    agent_id,
    report_date,
    status,
    detailed_status,
    started_at,
    ended_at,
    {{ seconds_between('started_at', 'ended_at') }} as status_seconds
from candidates
where claim = 1
