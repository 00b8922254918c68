-- One row per customer: those of the list, and whoever else wrote or is named by a conversation.
with customers as (
    {{ newest('help_scout', 'customers') }}
),

exported as (
    {{ newest('help_scout', 'conversation_export') }}
),

named as (
    select source, customer_id, customer_name
    from {{ ref('stg_help_scout__conversation_records') }}
    union all
    select source, coalesce(customer_id, author_id) as customer_id, cast(null as {{ dbt.type_string() }}) as customer_name
    from {{ ref('stg_help_scout__threads') }}
    where author_type = 'customer'
    union all
    -- The CSV knows names only.
    select tickets.source, tickets.customer_id, {{ to_text('exported.' ~ adapter.quote('Customer')) }} as customer_name
    from {{ ref('stg_help_scout__tickets') }} as tickets
    inner join exported on tickets.source = exported._source and tickets.ticket_id = concat('#', trim(exported.{{ adapter.quote('Number') }}))
    union all
    select _source, trim(id) as customer_id, {{ to_text("concat(coalesce(first_name, ''), ' ', coalesce(last_name, ''))") }} as customer_name
    from customers
),

people as (
    select source, customer_id, max(customer_name) as customer_name
    from named
    where customer_id is not null
    group by source, customer_id
)

select
    people.source,
    people.customer_id,
    coalesce({{ to_text("concat(coalesce(customers.first_name, ''), ' ', coalesce(customers.last_name, ''))") }}, people.customer_name) as customer_name,
    coalesce({{ to_text('customers.organization_id') }}, {{ to_text('customers.organization') }}) as company_id,
    {{ to_text('customers.organization') }} as company_name,
    cast(null as {{ dbt.type_string() }}) as segment,
    cast(null as {{ dbt.type_string() }}) as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from people
left join customers on people.source = customers._source and people.customer_id = trim(customers.id)
