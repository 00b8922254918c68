-- One row per person who asks, merged ones at the survivor.
select
    source,
    source_system,
    customer_id,
    customer_name,
    company_id,
    company_name,
    segment
from {{ ref('int_customers') }}
where given_customer_id = customer_id
