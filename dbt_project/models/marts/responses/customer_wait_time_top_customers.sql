-- One row per frequency, period and place 1 to 10: the customers who waited longest on average.
select
    {{ slicers('source') }},
    frequency,
    {{ slicers('customer') }},
    place,
    rank,
    period_start_date,
    as_of,
    is_tied_at_cutoff,
    event_count as wait_count,
    seconds_sum as wait_seconds_sum,
    average_seconds as average_wait_seconds
from {{ ref('int_top_customers') }}
where question = 'wait'
