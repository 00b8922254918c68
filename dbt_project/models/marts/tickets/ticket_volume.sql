-- One row per creation date and ticket dimensions.
{% set dimensions = slicers('ticket') ~ ', created_date, as_of' -%}
select
    {{ dimensions }},
    {{ count_if('not is_excluded') }} as ticket_count,
    {{ count_if('is_excluded') }} as excluded_ticket_count
from {{ ref('int_created_tickets') }}
group by {{ dimensions }}
