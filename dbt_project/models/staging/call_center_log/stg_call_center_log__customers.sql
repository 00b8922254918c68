-- One row per identified caller, of calls that went no further than the voice response unit too.
select distinct
    source,
    customer_id,
    customer_id as customer_name,
    cast(null as {{ dbt.type_string() }}) as company_id,
    cast(null as {{ dbt.type_string() }}) as company_name,
    cast(null as {{ dbt.type_string() }}) as segment,
    cast(null as {{ dbt.type_string() }}) as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_call_center_log__calls') }}
where customer_id is not null
