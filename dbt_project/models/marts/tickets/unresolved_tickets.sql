-- One row per local date and ticket dimensions, state at the end of the date from history.
{% set dimensions = slicers('ticket') ~ ', report_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as unresolved_ticket_count,
    {{ sum_of('age_seconds') }} as age_seconds_sum
from {{ ref('int_open_ticket_days') }}
group by {{ dimensions }}
