-- Answered waits are the same number and seconds whichever report counts them, per source.
{{ config(meta={'dagster': {'ref': {'name': 'response_time'}}}) }}
with counts as (
    select source, 'response_time' as report, {{ count_if('is_answered') }} as answered_count, {{ sum_of('response_seconds') }} as seconds
    from {{ ref('response_time') }} group by source
    union all
    select source, 'owner_response_time' as report, {{ sum_of('response_count') }} as answered_count, {{ sum_of('response_seconds_sum') }} as seconds
    from {{ ref('owner_response_time') }} group by source
    union all
    select source, 'customer_wait_time' as report, {{ sum_of('wait_count') }} as answered_count, {{ sum_of('wait_seconds_sum') }} as seconds
    from {{ ref('customer_wait_time') }} group by source
)

select source
from counts
group by source
having
    count(distinct answered_count) + count(distinct seconds) > 2
    -- A report without the source agrees only where there is nothing to count.
    or (count(*) < 3 and max(answered_count) > 0)
