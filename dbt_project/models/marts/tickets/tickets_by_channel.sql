-- One row per creation date and ticket dimensions, channel and source type among them.
{% set dimensions = slicers('ticket') ~ ', created_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as ticket_count
from {{ ref('int_created_tickets') }}
where not is_excluded
group by {{ dimensions }}
