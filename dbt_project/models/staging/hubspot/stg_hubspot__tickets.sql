-- One row per ticket: of the API pages where they have it, else of the CRM export.
{% set shared = ['subject', 'categories', 'priority', 'source_type', 'created_at', 'closed_at', 'last_closed_at', 'first_message_at', 'first_email_at',
    'first_response_due_at', 'resolution_due_at', 'pipeline_id', 'stage_id', 'owner_id', 'team_id'] -%}
with by_api as (
    select
        source, ticket_id, ticket_url, recorded_at, contact_id, channel_id, origin, created_by, is_outbound, is_archived,
        {{ shared | join(', ') }}
    from {{ ref('stg_hubspot__tickets_by_api') }}
),

by_export as (
    select
        labelled.source, labelled.ticket_id, cast(null as {{ dbt.type_string() }}) as ticket_url, labelled.created_at as recorded_at,
        {{ text_part('labelled.contact_ids', '^([0-9]+)') }} as contact_id, cast(null as {{ dbt.type_string() }}) as channel_id,
        cast(null as {{ dbt.type_string() }}) as origin, cast(null as {{ dbt.type_string() }}) as created_by, false as is_outbound, false as is_archived,
        labelled.{{ shared | join(', labelled.') }}
    from {{ ref('stg_hubspot__tickets_labelled') }} as labelled
    left join by_api on labelled.source = by_api.source and labelled.ticket_id = by_api.ticket_id
    where by_api.ticket_id is null
),

tickets as (
    select * from by_api
    union all
    select * from by_export
),

threads as (
    select source, ticket_id, max(contact_id) as contact_id, max(case when is_spam then 1 else 0 end) = 1 as is_spam
    from {{ ref('stg_hubspot__threads') }}
    where ticket_id is not null
    group by source, ticket_id
)

select
    tickets.source,
    tickets.ticket_id,
    cast(null as {{ dbt.type_string() }}) as ticket_number,
    tickets.ticket_url,
    tickets.subject,
    coalesce(tickets.created_at, tickets.recorded_at) as created_at,
    -- Made by hand without a word on how the customer came: the agent's own. Workflows make tickets too.
    case
        when tickets.is_outbound then 'agent'
        when tickets.origin in ('AUTOMATION_PLATFORM', 'WORKFLOWS') then 'automation'
        when coalesce(tickets.origin, 'CRM_UI') in ('CRM_UI', 'MOBILE_IOS', 'MOBILE_ANDROID') and tickets.created_by is not null and tickets.source_type is null
            then 'agent'
        else 'customer'
    end as initiated_by,
    coalesce(tickets.contact_id, threads.contact_id) as customer_id,
    tickets.pipeline_id,
    tickets.stage_id,
    tickets.owner_id,
    tickets.team_id,
    cast(null as bigint) as support_line,
    -- Several categories may be ticked: the first is the ticket's type.
    {{ text_part('tickets.categories', '^([^;]+)') }} as ticket_type,
    priorities.priority,
    coalesce(channels.channel, sources.channel) as channel,
    coalesce(tickets.source_type, tickets.channel_id) as source_type,
    cast(null as {{ dbt.type_string() }}) as schedule_id,
    tickets.first_response_due_at,
    tickets.resolution_due_at,
    coalesce(tickets.last_closed_at, tickets.closed_at) as closed_at,
    coalesce(tickets.first_message_at, tickets.first_email_at) as first_replied_at,
    coalesce(threads.is_spam, false) as is_spam,
    tickets.is_archived and merged.loser_id is null as is_deleted,
    merged.winner_id as merged_into_ticket_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from tickets
left join threads on tickets.source = threads.source and tickets.ticket_id = threads.ticket_id
left join {{ ref('stg_hubspot__merges') }} as merged on tickets.source = merged.source and tickets.ticket_id = merged.loser_id
left join {{ ref('priority_words') }} as priorities on priorities.system = 'hubspot' and upper(tickets.priority) = priorities.word
left join {{ ref('channel_words') }} as channels on channels.system = 'hubspot' and tickets.channel_id = channels.word
left join {{ ref('channel_words') }} as sources on sources.system = 'hubspot' and upper(tickets.source_type) = sources.word
