-- One row per customer id ever known, with the customer who survives when two were made one.
with one_step as (
    select source, customer_id, coalesce(merged_into_customer_id, customer_id) as target_id
    from {{ ref('all_customers') }}
),

-- Each step doubles the length of a chain of merges that is followed to its end: 2, 4, 8.
{% for step, before in [('two_steps', 'one_step'), ('four_steps', 'two_steps'), ('eight_steps', 'four_steps')] -%}
{{ step }} as (
    select merged.source, merged.customer_id, coalesce(further.target_id, merged.target_id) as target_id
    from {{ before }} as merged
    left join {{ before }} as further on merged.source = further.source and merged.target_id = further.customer_id
){{ ',' if not loop.last }}

{% endfor -%}
select
    merged.source,
    sources.source_system,
    merged.customer_id as given_customer_id,
    merged.target_id as customer_id,
    customers.customer_name,
    customers.company_id,
    customers.company_name,
    customers.segment
from eight_steps as merged
left join {{ ref('all_customers') }} as customers
    on merged.source = customers.source and merged.target_id = customers.customer_id
inner join {{ ref('int_sources') }} as sources on merged.source = sources.source
