-- One row per reply date, customer and ticket dimensions; answered waits only.
{% set dimensions = slicers('ticket') ~ ', ' ~ slicers('customer') ~ ', replied_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as wait_count,
    {{ sum_of('response_seconds') }} as wait_seconds_sum,
    {{ count_if('response_business_seconds is not null') }} as business_wait_count,
    {{ sum_of('response_business_seconds') }} as wait_business_seconds_sum
from {{ ref('int_waits') }}
where is_answered
group by {{ dimensions }}
