-- One row per local date and place (line, team, pipeline) while anything is open there or moves; start + logged + reopened + in - closed - removed - out = end.
{% set place = ['support_line', 'team_id', 'team_name', 'pipeline_id', 'pipeline_name'] -%}
with flow_dates as (
    select
        source,
        {{ place | join(', ') }},
        flow_date,
        {{ count_if("flow = 'logged'") }} as logged_count,
        {{ count_if("flow = 'logged' and not is_excluded") }} as net_logged_count,
        {{ count_if("flow = 'reopened'") }} as reopened_count,
        {{ count_if("flow = 'closed'") }} as closed_count,
        {{ count_if("flow = 'removed'") }} as removed_count,
        {{ count_if("flow = 'moved_in'") }} as moved_in_count,
        {{ count_if("flow = 'moved_out'") }} as moved_out_count,
        {{ count_if("flow in ('logged', 'reopened', 'moved_in')") }} - {{ count_if("flow in ('closed', 'removed', 'moved_out')") }} as change_count
    from {{ ref('int_ticket_flows') }}
    group by source, {{ place | join(', ') }}, flow_date
),

balances as (
    select
        *,
        cast(sum(change_count) over (
            partition by source, {{ place | join(', ') }} order by flow_date rows between unbounded preceding and current row
        ) as bigint) as balance,
        lead(flow_date) over (partition by source, {{ place | join(', ') }} order by flow_date) as next_flow_date
    from flow_dates
)

select
    balances.source,
    sources.source_system,
    balances.{{ place | join(', balances.') }},
    days.report_date,
    balances.balance - case when days.report_date = balances.flow_date then balances.change_count else 0 end as start_open_count,
    case when sources.knows_reopens then case when days.report_date = balances.flow_date then balances.reopened_count else 0 end end as reopened_count,
    {% for column in ['logged', 'net_logged', 'closed', 'removed', 'moved_in', 'moved_out'] -%}
    case when days.report_date = balances.flow_date then balances.{{ column }}_count else 0 end as {{ column }}_count,
    {% endfor -%}
    balances.balance as end_open_count,
    sources.as_of
from balances
inner join {{ ref('int_sources') }} as sources on balances.source = sources.source
-- What is open stays on the books every date until something moves again.
inner join {{ ref('int_days') }} as days
    on days.report_date >= balances.flow_date
    and (days.report_date = balances.flow_date or balances.balance > 0)
    and (balances.next_flow_date is null or days.report_date < balances.next_flow_date)
    and (days.report_date = balances.flow_date or days.report_date <= sources.last_date)
