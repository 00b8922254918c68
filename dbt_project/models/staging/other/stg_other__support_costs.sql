-- One row per month, team and currency: newest version, cast.
with raw as (
    {{ newest('other', 'support_costs') }}
)

select
    _source as source,
    try_cast(month_date as date) as month_date,
    coalesce({{ to_text('team_id') }}, '') as team_id,
    {{ to_text('currency') }} as currency,
    try_cast(cost_amount as decimal(18, 4)) as cost_amount
from raw
