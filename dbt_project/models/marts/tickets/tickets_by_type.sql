-- One row per creation date, type now, type at creation and ticket dimensions.
{% set dimensions = slicers('ticket') ~ ', ticket_type_at_creation, created_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as ticket_count
from {{ ref('int_created_tickets') }}
where not is_excluded
group by {{ dimensions }}
