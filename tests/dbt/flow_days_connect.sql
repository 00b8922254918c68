-- What is open at the end of a date is open at the start of the next, and is what unresolved_tickets and open_ticket_age count.
{{ config(meta={'dagster': {'ref': {'name': 'tickets_logged_vs_closed'}}}) }}
with flow_days as (
    select
        source,
        report_date,
        {{ sum_of('start_open_count') }} as start_open_count,
        {{ sum_of('end_open_count') }} as end_open_count
    from {{ ref('tickets_logged_vs_closed') }}
    group by source, report_date
),

snapshots as (
    select source, report_date, {{ sum_of('unresolved_ticket_count') }} as open_count
    from {{ ref('unresolved_tickets') }}
    group by source, report_date
),

ages as (
    select source, report_date, {{ sum_of('open_ticket_count') }} as open_count
    from {{ ref('open_ticket_age') }}
    group by source, report_date
)

select flow_days.source, flow_days.report_date
from flow_days
left join flow_days as next_days
    on flow_days.source = next_days.source and {{ add_days('flow_days.report_date', 1) }} = next_days.report_date
left join snapshots on flow_days.source = snapshots.source and flow_days.report_date = snapshots.report_date
left join ages on flow_days.source = ages.source and flow_days.report_date = ages.report_date
where
    next_days.start_open_count <> flow_days.end_open_count
    or flow_days.end_open_count <> coalesce(snapshots.open_count, 0)
    or flow_days.end_open_count <> coalesce(ages.open_count, 0)

union all

select snapshots.source, snapshots.report_date
from snapshots
left join flow_days on snapshots.source = flow_days.source and snapshots.report_date = flow_days.report_date
where flow_days.source is null
