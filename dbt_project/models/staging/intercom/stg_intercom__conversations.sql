-- One row per conversation that a contact or a teammate had a part in: the API's row, else that of the reporting data export.
with replied as (
    select distinct source, ticket_id
    from {{ ref('stg_intercom__parts') }}
    where author_type = 'customer'
),

records as (
    select * from {{ ref('stg_intercom__conversation_records') }}
)

select
    records.source,
    records.ticket_id,
    records.created_at,
    coalesce(records.title, records.subject) as subject,
    records.state,
    records.priority,
    records.owner_id,
    records.team_id,
    records.source_type,
    case
        when records.delivered_as = 'admin_initiated' then 'agent'
        when records.delivered_as = 'customer_initiated' then 'customer'
        when records.delivered_as is not null then 'automation'
    end as initiated_by,
    coalesce(records.customer_id, case when records.author_type = 'customer' then records.author_id end) as customer_id,
    records.first_admin_reply_at as first_replied_at,
    records.last_close_at as closed_at,
    records.custom_attributes
from records
left join replied on records.source = replied.source and records.ticket_id = replied.ticket_id
-- What was sent to many and answered by nobody is no ticket: neither a customer nor an agent opened it.
where
    records.has_contact_reply
    or replied.ticket_id is not null
    or coalesce(records.delivered_as, '') not in ('automated', 'campaigns_initiated', 'operator_initiated')
union all
select
    exported.source,
    exported.ticket_id,
    exported.created_at,
    cast(null as {{ dbt.type_string() }}) as subject,
    exported.state,
    cast(null as {{ dbt.type_string() }}) as priority,
    exported.owner_id,
    exported.team_id,
    exported.source_type,
    case when exported.started_by in ('teammate', 'admin') then 'agent' when exported.started_by in ('customer', 'user', 'lead') then 'customer' end as initiated_by,
    exported.customer_id,
    exported.first_replied_at,
    exported.closed_at,
    cast(null as {{ dbt.type_string() }}) as custom_attributes
from {{ ref('stg_intercom__exported_conversations') }} as exported
left join records on exported.source = records.source and exported.ticket_id = records.ticket_id
where records.ticket_id is null
