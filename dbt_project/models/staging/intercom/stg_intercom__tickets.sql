-- One row per conversation or ticket; a conversation that became a ticket is one row, with the ticket's state and type.
with conversations as (
    select * from {{ ref('stg_intercom__conversations') }}
),

records as (
    select * from {{ ref('stg_intercom__ticket_records') }}
),

ids as (
    select source, ticket_id from conversations
    union distinct
    select source, ticket_id from records
),

deleted as (
    select _source as source, trim(id) as ticket_id
    from ({{ newest('intercom', 'deleted_conversations') }}) as deleted_conversations
)

select
    ids.source,
    ids.ticket_id,
    records.ticket_number,
    cast(null as {{ dbt.type_string() }}) as ticket_url,
    coalesce(records.title, conversations.subject) as subject,
    coalesce(conversations.created_at, records.created_at) as created_at,
    -- Only tickets of the category Customer come from customers.
    coalesce(conversations.initiated_by, case when records.category in ('Back-office', 'Tracker') then 'agent' else 'customer' end) as initiated_by,
    coalesce(conversations.customer_id, records.customer_id) as customer_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    coalesce(records.state, conversations.state) as stage_id,
    case when records.ticket_id is not null then records.owner_id else conversations.owner_id end as owner_id,
    case when records.ticket_id is not null then records.team_id else conversations.team_id end as team_id,
    cast(null as bigint) as support_line,
    records.ticket_type,
    priorities.priority,
    channels.channel,
    conversations.source_type,
    cast(null as {{ dbt.type_string() }}) as schedule_id,
    cast(null as timestamp) as first_response_due_at,
    cast(null as timestamp) as resolution_due_at,
    conversations.closed_at,
    conversations.first_replied_at,
    false as is_spam,
    deleted.ticket_id is not null as is_deleted,
    merged.surviving_ticket_id as merged_into_ticket_id,
    conversations.custom_attributes as attributes
from ids
left join conversations on ids.source = conversations.source and ids.ticket_id = conversations.ticket_id
left join records on ids.source = records.source and ids.ticket_id = records.ticket_id
left join deleted on ids.source = deleted.source and ids.ticket_id = deleted.ticket_id
left join {{ ref('stg_intercom__merges') }} as merged on ids.source = merged.source and ids.ticket_id = merged.ticket_id
left join {{ ref('priority_words') }} as priorities on priorities.system = 'intercom' and conversations.priority = priorities.word
left join {{ ref('channel_words') }} as channels on channels.system = 'intercom' and conversations.source_type = channels.word
