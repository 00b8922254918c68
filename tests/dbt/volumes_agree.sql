-- Tickets that came in are the same number by day, owner, type, channel and in the flow, per source and date.
{{ config(meta={'dagster': {'ref': {'name': 'tickets_logged_vs_closed'}}}) }}
with counts as (
    {% for report in ['ticket_volume', 'support_volume', 'tickets_by_type', 'tickets_by_channel'] -%}
    select source, created_date, '{{ report }}' as report, {{ sum_of('ticket_count') }} as ticket_count
    from {{ ref(report) }} group by source, created_date
    union all
    {% endfor -%}
    select source, report_date as created_date, 'tickets_logged_vs_closed' as report, {{ sum_of('net_logged_count') }} as ticket_count
    from {{ ref('tickets_logged_vs_closed') }} group by source, report_date
)

select source, created_date
from counts
where ticket_count > 0
group by source, created_date
having count(distinct ticket_count) > 1 or count(*) <> 5
