-- One row per closing date and ticket dimensions.
{% set dimensions = slicers('ticket') ~ ', cycle_closed_date, as_of' -%}
select
    {{ dimensions | replace('cycle_closed_date', 'cycle_closed_date as closed_date') }},
    {{ count_if('is_resolved') }} as resolved_ticket_count,
    {{ count_if('is_first_close') }} as first_resolution_count,
    cast(count(*) as bigint) as closure_count
from {{ ref('int_ticket_closures') }}
group by {{ dimensions }}
