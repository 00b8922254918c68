-- One row per person who asked or may ask: end users, and whoever is the requester of a ticket.
with organizations as (
    {{ newest('zendesk', 'organizations') }}
),

requesters as (
    select source, requester_id as customer_id, cast(null as {{ dbt.type_string() }}) as name, cast(null as {{ dbt.type_string() }}) as organization_name
    from {{ ref('stg_zendesk__ticket_rows') }}
    union all
    select source, requester_id as customer_id, requester_name as name, organization_name
    from {{ ref('stg_zendesk__csv_tickets') }}
    union all
    select source, user_id as customer_id, name, cast(null as {{ dbt.type_string() }}) as organization_name
    from {{ ref('stg_zendesk__users') }}
    where role = 'end-user'
),

people as (
    select source, customer_id, max(name) as name, max(organization_name) as organization_name
    from requesters
    where customer_id is not null
    group by source, customer_id
)

select
    people.source,
    people.customer_id,
    coalesce(users.name, people.name) as customer_name,
    -- The CSV names the organization without its id.
    coalesce(users.organization_id, case when users.user_id is null then people.organization_name end) as company_id,
    coalesce({{ to_text('organizations.name') }}, case when users.user_id is null then people.organization_name end) as company_name,
    cast(null as {{ dbt.type_string() }}) as segment,
    cast(null as {{ dbt.type_string() }}) as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from people
left join {{ ref('stg_zendesk__users') }} as users on people.source = users.source and people.customer_id = users.user_id
left join organizations on users.source = organizations._source and users.organization_id = trim(organizations.id)
