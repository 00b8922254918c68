-- One row per ticket.
with openers as (
    select source, ticket_id, min(author_type) as author_type
    from {{ ref('stg_zoho_desk__written') }}
    where is_description
    group by source, ticket_id
)

select
    tickets.source,
    tickets.ticket_id,
    tickets.ticket_number,
    tickets.ticket_url,
    tickets.subject,
    tickets.created_at,
    -- Whoever wrote the description opened the ticket.
    case openers.author_type when 'agent' then 'agent' when 'bot' then 'automation' when 'automation' then 'automation' else 'customer' end as initiated_by,
    tickets.customer_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    tickets.stage_id,
    tickets.owner_id,
    tickets.team_id,
    cast(null as bigint) as support_line,
    coalesce(tickets.classification, tickets.category) as ticket_type,
    priorities.priority,
    channels.channel,
    tickets.source_type,
    cast(null as {{ dbt.type_string() }}) as schedule_id,
    tickets.first_response_due_at,
    tickets.resolution_due_at,
    tickets.closed_at,
    cast(null as timestamp) as first_replied_at,
    tickets.is_spam,
    tickets.is_deleted,
    cast(null as {{ dbt.type_string() }}) as merged_into_ticket_id,
    tickets.attributes
from {{ ref('stg_zoho_desk__listed_tickets') }} as tickets
left join openers on tickets.source = openers.source and tickets.ticket_id = openers.ticket_id
left join {{ ref('priority_words') }} as priorities on priorities.system = 'zoho_desk' and tickets.priority_word = priorities.word
left join {{ ref('channel_words') }} as channels on channels.system = 'zoho_desk' and lower(tickets.source_type) = lower(channels.word)
