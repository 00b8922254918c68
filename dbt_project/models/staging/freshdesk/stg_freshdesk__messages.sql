-- One row per message: the replies and notes, and the description that opened the ticket.
with conversations as (
    select * from {{ ref('stg_freshdesk__conversations') }}
    where ticket_id is not null
),

answered as (
    select distinct source, ticket_id
    from conversations
),

descriptions as (
    select
        tickets.source,
        concat('description-', tickets.ticket_id) as message_id,
        tickets.ticket_id,
        tickets.created_at as sent_at,
        tickets.initiated_by as author_type,
        case when tickets.initiated_by = 'customer' then tickets.customer_id end as author_id,
        true as is_public,
        false as is_automated
    from {{ ref('stg_freshdesk__tickets') }} as tickets
    inner join {{ ref('stg_lake__tables') }} as exported on tickets.source = exported.source and exported.table_name = 'conversations'
    left join answered on tickets.source = answered.source and tickets.ticket_id = answered.ticket_id
    -- A ticket that was answered, and whose answers are not on file, has unknown messages: its first would look unanswered.
    where answered.ticket_id is not null or tickets.first_replied_at is null
),

messages as (
    select * from descriptions
    union all
    select
        source,
        message_id,
        ticket_id,
        sent_at,
        case
            when is_incoming then 'customer'
            when is_automated then 'automation'
            else {{ role("'agent'", 'author_id') }}
        end as author_type,
        author_id,
        is_public,
        is_automated
    from conversations
)

select
    source,
    message_id,
    ticket_id,
    cast(null as {{ dbt.type_string() }}) as chat_id,
    sent_at,
    cast(0 as bigint) as sequence,
    author_type,
    author_id,
    is_public,
    is_automated,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ dbt.type_string() }}) as attributes
from messages
