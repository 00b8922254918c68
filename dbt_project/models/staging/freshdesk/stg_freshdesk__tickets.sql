-- One row per ticket: as the API has it, else as the ticket export has it.
{% set both = [
    'source', 'ticket_id', 'subject', 'stage_id', 'source_type', 'priority_word', 'ticket_type', 'customer_id', 'owner_id', 'team_id',
    'created_at', 'resolution_due_at', 'first_replied_at', 'resolved_at', 'closed_at',
] -%}
with tickets as (
    select {{ both | join(', ') }}, first_response_due_at, is_spam, is_deleted, attributes
    from {{ ref('stg_freshdesk__api_tickets') }}
    union all
    select
        exported.{{ both | join(', exported.') }},
        cast(null as timestamp) as first_response_due_at,
        false as is_spam,
        false as is_deleted,
        cast(null as {{ dbt.type_string() }}) as attributes
    from {{ ref('stg_freshdesk__exported_tickets') }} as exported
    left join {{ ref('stg_freshdesk__api_tickets') }} as known on exported.source = known.source and exported.ticket_id = known.ticket_id
    where known.ticket_id is null
)

select
    tickets.source,
    tickets.ticket_id,
    cast(null as {{ dbt.type_string() }}) as ticket_number,
    cast(null as {{ dbt.type_string() }}) as ticket_url,
    tickets.subject,
    tickets.created_at,
    case when tickets.source_type = 'Outbound Email' then 'agent' else 'customer' end as initiated_by,
    tickets.customer_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    tickets.stage_id,
    tickets.owner_id,
    tickets.team_id,
    cast(null as bigint) as support_line,
    tickets.ticket_type,
    priorities.priority,
    channels.channel,
    tickets.source_type,
    cast(null as {{ dbt.type_string() }}) as schedule_id,
    tickets.first_response_due_at,
    tickets.resolution_due_at,
    -- Resolved comes before closed, and both are the end of the work.
    coalesce(tickets.resolved_at, tickets.closed_at) as closed_at,
    -- A reply that is older than the ticket was given in the one that it was split from.
    case when tickets.first_replied_at >= tickets.created_at then tickets.first_replied_at end as first_replied_at,
    tickets.is_spam,
    tickets.is_deleted,
    cast(null as {{ dbt.type_string() }}) as merged_into_ticket_id,
    tickets.attributes
from tickets
left join {{ ref('priority_words') }} as priorities on priorities.system = 'freshdesk' and tickets.priority_word = priorities.word
left join {{ ref('channel_words') }} as channels on channels.system = 'freshdesk' and tickets.source_type = channels.word
