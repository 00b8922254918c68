-- One row per creation date, owner at as_of, first owner and ticket dimensions.
{% set dimensions = slicers('ticket') ~ ', first_owner_id, created_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as ticket_count
from {{ ref('int_created_tickets') }}
where not is_excluded
group by {{ dimensions }}
