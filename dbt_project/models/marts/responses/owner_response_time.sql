-- One row per reply date, author, owner and ticket dimensions.
{% set dimensions = slicers('ticket') ~ ', author_id, author_name, current_owner_id, replied_date, as_of' -%}
{% set buckets = [('0_to_10_minutes', -1, 600), ('10_to_60_minutes', 600, 3600), ('1_to_4_hours', 3600, 14400), ('4_to_8_hours', 14400, 28800),
    ('8_to_24_hours', 28800, 86400), ('24_to_72_hours', 86400, 259200)] -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as response_count,
    {{ sum_of('response_seconds') }} as response_seconds_sum,
    {{ count_if('response_business_seconds is not null') }} as business_response_count,
    {{ sum_of('response_business_seconds') }} as response_business_seconds_sum,
    {% for bucket, over, up_to in buckets -%}
    {{ count_if('response_seconds > ' ~ over ~ ' and response_seconds <= ' ~ up_to) }} as response_{{ bucket }}_count,
    {% endfor -%}
    {{ count_if('response_seconds > 259200') }} as response_over_72_hours_count
from {{ ref('int_waits') }}
where is_answered
group by {{ dimensions }}
