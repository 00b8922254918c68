-- One row per issue that has a turn or a comment. The export knows no statuses: nothing here says that an issue was closed.
with messages as (
    select
        *,
        row_number() over (partition by source, ticket_id order by sent_at asc, sequence asc, message_id asc) as message_number,
        max(case when author_type = 'customer' then author_id end) over (partition by source, ticket_id) as customer_id
    from {{ ref('stg_jira_service_management__messages') }}
),

-- The first comment is the description, written by who opened the issue.
descriptions as (
    select * from messages
    where message_number = 1
),

present as (
    select * from {{ ref('stg_jira_service_management__assignee_turns') }}
    where turn_number_back = 1
)

select
    coalesce(present.source, descriptions.source) as source,
    coalesce(present.ticket_id, descriptions.ticket_id) as ticket_id,
    present.ticket_number,
    cast(null as {{ dbt.type_string() }}) as ticket_url,
    cast(null as {{ dbt.type_string() }}) as subject,
    -- The first turn begins with the description: whichever is on file.
    least(coalesce(present.first_started_at, descriptions.sent_at), coalesce(descriptions.sent_at, present.first_started_at)) as created_at,
    case descriptions.author_type when 'agent' then 'agent' when 'bot' then 'automation' else 'customer' end as initiated_by,
    coalesce(present.customer_id, descriptions.customer_id) as customer_id,
    present.pipeline_id,
    cast(null as {{ dbt.type_string() }}) as stage_id,
    present.owner_id,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as bigint) as support_line,
    present.ticket_type,
    priorities.priority,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ dbt.type_string() }}) as source_type,
    cast(null as {{ dbt.type_string() }}) as schedule_id,
    cast(null as timestamp) as first_response_due_at,
    cast(null as timestamp) as resolution_due_at,
    cast(null as timestamp) as closed_at,
    cast(null as timestamp) as first_replied_at,
    false as is_spam,
    false as is_deleted,
    cast(null as {{ dbt.type_string() }}) as merged_into_ticket_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from present
full outer join descriptions on present.source = descriptions.source and present.ticket_id = descriptions.ticket_id
left join {{ ref('priority_words') }} as priorities on priorities.system = 'jira_service_management' and present.priority = priorities.word
