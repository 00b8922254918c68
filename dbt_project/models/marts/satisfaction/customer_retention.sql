-- One row per month, quarter or year and customer segment.
select
    {{ slicers('source') }},
    frequency,
    segment,
    period_start_date,
    as_of,
    has_contacted_support,
    is_partial,
    start_customer_count,
    start_customer_count - lost_customer_count as kept_customer_count,
    lost_customer_count,
    {{ ratio('start_customer_count - lost_customer_count', 'start_customer_count') }} as retention_rate
from {{ ref('int_customer_period_counts') }}
