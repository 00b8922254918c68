-- One row per reporter of an issue.
with names as (
    select source, customer_id
    from {{ ref('stg_jira_service_management__assignee_turns') }}
    union all
    select source, author_id as customer_id
    from {{ ref('stg_jira_service_management__messages') }}
    where author_type = 'customer'
)

select distinct
    source,
    customer_id,
    customer_id as customer_name,
    cast(null as {{ dbt.type_string() }}) as company_id,
    cast(null as {{ dbt.type_string() }}) as company_name,
    cast(null as {{ dbt.type_string() }}) as segment,
    cast(null as {{ dbt.type_string() }}) as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from names
where customer_id is not null
