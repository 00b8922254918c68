-- One row per ticket; deleted ones stay, also the permanently deleted, whose row is empty.
with descriptions as (
    select source, ticket_id, author_type, row_number() over (partition by source, ticket_id order by sent_at, sequence) as message_number
    from {{ ref('stg_zendesk__messages') }}
),

calendars as (
    select source, ticket_id, new_value as schedule_id, row_number() over (partition by source, ticket_id order by occurred_at desc, sequence desc) as change_number
    from {{ ref('stg_zendesk__ticket_events') }}
    where event_type = 'schedule_changed'
),

promises as (
    select source, ticket_id, {{ json_items('slas', '$.policy_metrics') }} as promise
    from {{ ref('stg_zendesk__ticket_rows') }}
),

due as (
    select
        source,
        ticket_id,
        min(case when {{ json_text('promise', '$.metric') }} = 'first_reply_time' then {{ json_text('promise', '$.breach_at') }} end) as first_reply_by,
        min(case when {{ json_text('promise', '$.metric') }} in ('total_resolution_time', 'requester_wait_time') then {{ json_text('promise', '$.breach_at') }} end) as resolution_by
    from promises
    group by source, ticket_id
)

select
    tickets.source,
    tickets.ticket_id,
    tickets.ticket_id as ticket_number,
    {{ text_part('tickets.url', '^(https?://[^/]+)/') }} || '/agent/tickets/' || tickets.ticket_id as ticket_url,
    tickets.subject,
    tickets.created_at,
    -- Who wrote the first comment; the submitter where the comments are unknown.
    case coalesce(descriptions.author_type, case when tickets.submitter_id = tickets.requester_id then 'customer' when submitters.agent_id is not null then 'agent' end)
        when 'agent' then 'agent'
        when 'customer' then 'customer'
        else case when descriptions.author_type is null then 'customer' else 'automation' end
    end as initiated_by,
    tickets.requester_id as customer_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    case
        when tickets.status = 'closed' then 'closed'
        else coalesce(statuses.status_id, nullif(tickets.status, 'deleted'))
    end as stage_id,
    tickets.assignee_id as owner_id,
    tickets.group_id as team_id,
    cast(null as bigint) as support_line,
    tickets.type as ticket_type,
    priorities.priority,
    channels.channel,
    tickets.via_channel as source_type,
    calendars.schedule_id,
    {{ to_instant('due.first_reply_by', "'UTC'") }} as first_response_due_at,
    coalesce({{ to_instant('due.resolution_by', "'UTC'") }}, tickets.due_at) as resolution_due_at,
    case when tickets.status in ('solved', 'closed') then numbers.solved_at end as closed_at,
    {{ add_seconds('tickets.created_at', 'cast(numbers.reply_time_calendar * 60 as bigint)') }} as first_replied_at,
    tickets.status = 'deleted' and coalesce(requesters.is_suspended, false) as is_spam,
    tickets.status = 'deleted' and not coalesce(requesters.is_suspended, false) as is_deleted,
    case when tickets.is_merged then coalesce(survivors.survivor_id, 'unknown') end as merged_into_ticket_id,
    '{"tags":' || coalesce(tickets.tags, '[]') || ',"brand_id":"' || coalesce(tickets.brand_id, '') || '","ticket_form_id":"' || coalesce(tickets.ticket_form_id, '')
    || '","follows":"' || coalesce(case when tickets.via_rel = 'follow_up' then tickets.via_ticket_id end, '') || '"}' as attributes
from {{ ref('stg_zendesk__ticket_rows') }} as tickets
left join descriptions on tickets.source = descriptions.source and tickets.ticket_id = descriptions.ticket_id and descriptions.message_number = 1
left join calendars on tickets.source = calendars.source and tickets.ticket_id = calendars.ticket_id and calendars.change_number = 1
left join due on tickets.source = due.source and tickets.ticket_id = due.ticket_id
left join {{ ref('stg_zendesk__agents') }} as submitters on tickets.source = submitters.source and tickets.submitter_id = submitters.agent_id
left join {{ ref('stg_zendesk__users') }} as requesters on tickets.source = requesters.source and tickets.requester_id = requesters.user_id
left join {{ ref('stg_zendesk__statuses') }} as statuses on tickets.source = statuses.source and tickets.custom_status_id = statuses.status_id
left join {{ ref('stg_zendesk__merges') }} as survivors on tickets.source = survivors.source and tickets.ticket_id = survivors.ticket_id
left join {{ ref('stg_zendesk__numbers') }} as numbers on tickets.source = numbers.source and tickets.ticket_id = numbers.ticket_id
left join {{ ref('priority_words') }} as priorities on priorities.system = 'zendesk' and tickets.priority = priorities.word
left join {{ ref('channel_words') }} as channels on channels.system = 'zendesk' and lower(tickets.via_channel) = channels.word
