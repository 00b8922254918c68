-- One row per person who asks: contacts first, then who is only named in a ticket.
with raw as (
    {{ newest('zoho_desk', 'contacts') }}
),

raw_accounts as (
    {{ newest('zoho_desk', 'accounts') }}
),

customers as (
    select
        raw._source as source,
        {{ to_text('raw.id') }} as customer_id,
        nullif(trim(concat(coalesce({{ to_text('raw.firstName') }}, ''), ' ', coalesce({{ to_text('raw.lastName') }}, ''))), '') as customer_name,
        {{ to_text('raw.accountId') }} as company_id,
        {{ to_text('accounts.accountName') }} as company_name,
        {{ to_text('raw.type') }} as segment,
        1 as place,
        cast(null as timestamp) as named_at
    from raw
    left join raw_accounts as accounts on raw._source = accounts._source and {{ to_text('raw.accountId') }} = {{ to_text('accounts.id') }}
    union all
    select source, customer_id, customer_name, company_id, company_name, cast(null as {{ dbt.type_string() }}) as segment, 2 as place, created_at as named_at
    from {{ ref('stg_zoho_desk__listed_tickets') }}
),

numbered as (
    select *, row_number() over (partition by source, customer_id order by place asc, named_at desc nulls last) as place_number
    from customers
    where customer_id is not null
)

select
    source,
    customer_id,
    customer_name,
    company_id,
    company_name,
    segment,
    cast(null as {{ dbt.type_string() }}) as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from numbered
where place_number = 1
