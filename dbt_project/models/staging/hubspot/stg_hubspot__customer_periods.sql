-- One row per stretch of time for which a contact's lifecycle stage was customer or evangelist.
with pages as (
    select contacts._source as source, {{ to_text('contacts.id') }} as customer_id, contacts.{{ adapter.quote('propertiesWithHistory') }} as histories
    from {{ source('hubspot', 'contacts') }} as contacts
    inner join {{ ref('stg_lake__loads') }} as loads on contacts._load_id = loads.load_id and contacts._file = loads.file
    where contacts.{{ adapter.quote('propertiesWithHistory') }} is not null
),

items as (
    select source, customer_id, {{ json_items('histories', '$.lifecyclestage') }} as item
    from pages
),

rows_of_connectors as (
    {{ newest('hubspot', 'contact_property_history') }}
),

versions as (
    select
        source,
        customer_id,
        {{ to_text(json_text('item', '$.value')) }} as stage,
        {{ to_instant(json_text('item', '$.timestamp'), "'UTC'") }} as changed_at
    from items
    union distinct
    select
        _source as source,
        {{ to_text('vid') }} as customer_id,
        {{ to_text('value') }} as stage,
        coalesce({{ epoch_instant(adapter.quote('timestamp'), 1000) }}, {{ to_instant(adapter.quote('timestamp'), "'UTC'") }}) as changed_at
    from rows_of_connectors
    where trim(property) = 'lifecyclestage'
),

flagged as (
    select
        source,
        customer_id,
        changed_at,
        stage in ('customer', 'evangelist') as is_customer,
        lag(stage in ('customer', 'evangelist')) over (partition by source, customer_id order by changed_at, stage) as was_customer
    from versions
    where changed_at is not null
),

changes as (
    select source, customer_id, is_customer, changed_at, lead(changed_at) over (partition by source, customer_id order by changed_at) as next_changed_at
    from flagged
    where is_customer is distinct from coalesce(was_customer, false)
)

select
    source,
    customer_id,
    changed_at as started_at,
    next_changed_at as ended_at,
    cast(null as {{ dbt.type_string() }}) as segment
from changes
where is_customer
