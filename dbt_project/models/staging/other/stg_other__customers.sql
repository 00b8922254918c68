-- One row per person who asks for help: newest version, cast.
with raw as (
    {{ newest('other', 'customers') }}
)

select
    _source as source,
    {{ to_text('customer_id') }} as customer_id,
    {{ to_text('customer_name') }} as customer_name,
    {{ to_text('company_id') }} as company_id,
    {{ to_text('company_name') }} as company_name,
    {{ to_text('segment') }} as segment,
    {{ to_text('merged_into_customer_id') }} as merged_into_customer_id,
    {{ json_merge('attributes', '_rest') }} as attributes
from raw
