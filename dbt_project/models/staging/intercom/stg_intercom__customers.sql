-- One row per contact: those of the list, and whoever else wrote or is named as the contact of a conversation.
with contacts as (
    {{ newest('intercom', 'contacts') }}
),

companies as (
    {{ newest('intercom', 'companies') }}
),

named as (
    select source, customer_id, cast(null as {{ dbt.type_string() }}) as customer_name
    from {{ ref('stg_intercom__tickets') }}
    union all
    select source, author_id, author_name
    from {{ ref('stg_intercom__parts') }}
    where author_type = 'customer'
    union all
    select source, author_id, author_name
    from {{ ref('stg_intercom__conversation_records') }}
    where author_type = 'customer'
    union all
    select _source, trim(id) as customer_id, {{ to_text('name') }} as customer_name
    from contacts
),

customers as (
    select source, customer_id, max(customer_name) as customer_name
    from named
    where customer_id is not null
    group by source, customer_id
)

select
    customers.source,
    customers.customer_id,
    coalesce({{ to_text('contacts.name') }}, customers.customer_name) as customer_name,
    {{ json_text('contacts.companies', '$.data[0].id') }} as company_id,
    {{ to_text('companies.name') }} as company_name,
    {{ json_text('companies.plan', '$.name') }} as segment,
    cast(null as {{ dbt.type_string() }}) as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from customers
left join contacts on customers.source = contacts._source and customers.customer_id = trim(contacts.id)
left join companies
    on contacts._source = companies._source and {{ json_text('contacts.companies', '$.data[0].id') }} = trim(companies.id)
