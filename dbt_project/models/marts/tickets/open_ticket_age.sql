-- One row per local date, support line, team, pipeline and age band, state at the end of the date.
{% set dimensions = slicers('place') ~ ', age_band, report_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as open_ticket_count,
    {{ sum_of('age_days') }} as age_days_sum,
    max(age_days) as oldest_age_days
from {{ ref('int_open_ticket_days') }}
group by {{ dimensions }}
