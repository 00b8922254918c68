-- One row per caller.
select distinct
    source,
    customer_id,
    customer_id as customer_name,
    cast(null as {{ dbt.type_string() }}) as company_id,
    cast(null as {{ dbt.type_string() }}) as company_name,
    cast(null as {{ dbt.type_string() }}) as segment,
    cast(null as {{ dbt.type_string() }}) as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_servicenow__incident_updates') }}
where customer_id is not null
