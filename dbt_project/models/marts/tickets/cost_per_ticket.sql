-- One row per month, team and currency with a cost.
select
    source,
    source_system,
    'month' as frequency,
    team_id,
    team_name,
    currency,
    month_date as period_start_date,
    as_of,
    cost_amount as support_cost_amount,
    closed_ticket_count
from {{ ref('int_support_costs') }}
