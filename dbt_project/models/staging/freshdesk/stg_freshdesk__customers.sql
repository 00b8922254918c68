-- One row per person who asks: contacts first, then who is only named in a ticket.
{% set columns = 'source, customer_id, customer_name, company_id, company_name, segment' -%}
with customers as (
    select {{ columns }}, 1 as place, cast(null as timestamp) as named_at
    from {{ ref('stg_freshdesk__listed_contacts') }}
    union all
    select
        source,
        customer_id,
        customer_name,
        cast(null as {{ dbt.type_string() }}) as company_id,
        cast(null as {{ dbt.type_string() }}) as company_name,
        cast(null as {{ dbt.type_string() }}) as segment,
        case when customer_name is null then 3 else 2 end as place,
        created_at as named_at
    from {{ ref('stg_freshdesk__api_tickets') }}
    union all
    -- The export knows companies by their name alone.
    select source, customer_id, customer_name, company_name as company_id, company_name, cast(null as {{ dbt.type_string() }}) as segment, 2 as place, created_at as named_at
    from {{ ref('stg_freshdesk__exported_tickets') }}
),

numbered as (
    select *, row_number() over (partition by source, customer_id order by place asc, named_at desc nulls last) as place_number
    from customers
    where customer_id is not null
)

select
    {{ columns }},
    cast(null as {{ dbt.type_string() }}) as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from numbered
where place_number = 1
