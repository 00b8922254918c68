-- One row per contact that the API lists, with its company.
with raw as (
    {{ newest('freshdesk', 'contacts') }}
),

raw_companies as (
    {{ newest('freshdesk', 'companies') }}
)

select
    raw._source as source,
    {{ to_text('raw.id') }} as customer_id,
    {{ to_text('raw.name') }} as customer_name,
    lower({{ to_text('raw.email') }}) as email,
    {{ to_text('raw.company_id') }} as company_id,
    {{ to_text('companies.name') }} as company_name,
    {{ to_text('companies.account_tier') }} as segment
from raw
left join raw_companies as companies on raw._source = companies._source and {{ to_text('raw.company_id') }} = {{ to_text('companies.id') }}
