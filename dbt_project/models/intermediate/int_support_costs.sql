-- One row per month, team and currency with a cost, beside the tickets that the team (the whole account, where no team is named) closed in that month.
with closed as (
    select source, team_id, cast(date_trunc('month', cycle_closed_date) as date) as month_date, count(*) as closed_ticket_count
    from {{ ref('int_ticket_closures') }}
    where is_resolved
    group by source, team_id, cast(date_trunc('month', cycle_closed_date) as date)
)

select
    costs.source,
    sources.source_system,
    costs.month_date,
    nullif(costs.team_id, '') as team_id,
    teams.team_name,
    costs.currency,
    costs.cost_amount,
    cast(coalesce(sum(closed.closed_ticket_count), 0) as bigint) as closed_ticket_count,
    sources.as_of
from {{ ref('all_support_costs') }} as costs
inner join {{ ref('int_sources') }} as sources on costs.source = sources.source
left join {{ ref('all_teams') }} as teams on costs.source = teams.source and costs.team_id = teams.team_id
left join closed
    on costs.source = closed.source and costs.month_date = closed.month_date
    and (coalesce(costs.team_id, '') = '' or costs.team_id = closed.team_id)
group by costs.source, sources.source_system, costs.month_date, costs.team_id, teams.team_name, costs.currency, costs.cost_amount, sources.as_of
