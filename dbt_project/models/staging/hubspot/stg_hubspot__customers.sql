-- One row per contact; contacts that were merged away point to their winner.
with companies as (
    {{ newest('hubspot', 'companies') }}
),

pages as (
    {{ newest('hubspot', 'contacts') }}
),

labelled as (
    {{ newest('hubspot', 'contacts_export') }}
),

by_api as (
    select
        pages._source as source,
        {{ to_text('pages.id') }} as customer_id,
        {{ to_text(json_text('pages.properties', '$.firstname')) }} as first_name,
        {{ to_text(json_text('pages.properties', '$.lastname')) }} as last_name,
        {{ to_text(json_text('pages.properties', '$.associatedcompanyid')) }} as company_id,
        coalesce({{ to_text(json_text('companies.properties', '$.name')) }}, {{ to_text(json_text('pages.properties', '$.company')) }}) as company_name,
        {{ to_text(json_text('pages.properties', '$.lifecyclestage')) }} as segment,
        {{ to_text(json_text('pages.properties', '$.hs_merged_object_ids')) }} as merged_ids
    from pages
    left join companies
        on pages._source = companies._source and {{ to_text(json_text('pages.properties', '$.associatedcompanyid')) }} = trim(companies.id)
),

contacts as (
    select source, customer_id, first_name, last_name, company_id, company_name, segment
    from by_api
    union all
    select
        labelled._source as source,
        trim(labelled.{{ adapter.quote('Record ID') }}) as customer_id,
        {{ to_text('labelled.' ~ adapter.quote('First Name')) }} as first_name,
        {{ to_text('labelled.' ~ adapter.quote('Last Name')) }} as last_name,
        {{ text_part('labelled.' ~ adapter.quote('Associated Company IDs'), '^([0-9]+)') }} as company_id,
        coalesce({{ to_text('labelled.' ~ adapter.quote('Associated Company')) }}, {{ to_text('labelled.' ~ adapter.quote('Company Name')) }}) as company_name,
        {{ to_text('labelled.' ~ adapter.quote('Lifecycle Stage')) }} as segment
    from labelled
    left join by_api on labelled._source = by_api.source and trim(labelled.{{ adapter.quote('Record ID') }}) = by_api.customer_id
    where by_api.customer_id is null
),

-- A merged contact is gone from the pages: tickets and threads still name it.
losers as (
    select source, customer_id as winner_id, {{ text_items('merged_ids') }} as loser_id
    from by_api
    where merged_ids is not null
),

merged as (
    select source, trim(loser_id) as loser_id, max(winner_id) as winner_id
    from losers
    where trim(loser_id) not in ('', winner_id)
    group by source, trim(loser_id)
)

select
    coalesce(contacts.source, merged.source) as source,
    coalesce(contacts.customer_id, merged.loser_id) as customer_id,
    {{ to_text("concat(coalesce(contacts.first_name, ''), ' ', coalesce(contacts.last_name, ''))") }} as customer_name,
    contacts.company_id,
    contacts.company_name,
    contacts.segment,
    merged.winner_id as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from contacts
full outer join merged on contacts.source = merged.source and contacts.customer_id = merged.loser_id
