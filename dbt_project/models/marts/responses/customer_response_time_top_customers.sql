-- One row per frequency, period and place 1 to 10: the customers who took longest on average.
select
    {{ slicers('source') }},
    frequency,
    {{ slicers('customer') }},
    place,
    rank,
    period_start_date,
    as_of,
    is_tied_at_cutoff,
    event_count as customer_response_count,
    seconds_sum as customer_response_seconds_sum,
    average_seconds as average_customer_response_seconds
from {{ ref('int_top_customers') }}
where question = 'response'
