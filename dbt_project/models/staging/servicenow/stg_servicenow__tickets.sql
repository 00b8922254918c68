-- One row per incident: as its last update left it.
with updates as (
    select * from {{ ref('stg_servicenow__incident_updates') }}
    where update_number_back = 1
)

select
    updates.source,
    updates.ticket_id,
    cast(null as {{ dbt.type_string() }}) as ticket_number,
    cast(null as {{ dbt.type_string() }}) as ticket_url,
    cast(null as {{ dbt.type_string() }}) as subject,
    -- An incident is at least as old as the first update that is on file.
    least(updates.opened_at, updates.first_updated_at) as created_at,
    'customer' as initiated_by,
    updates.customer_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    updates.stage_id,
    updates.owner_id,
    updates.team_id,
    cast(null as bigint) as support_line,
    updates.ticket_type,
    priorities.priority,
    channels.channel,
    updates.contact_type as source_type,
    cast(null as {{ dbt.type_string() }}) as schedule_id,
    cast(null as timestamp) as first_response_due_at,
    cast(null as timestamp) as resolution_due_at,
    updates.closed_at,
    cast(null as timestamp) as first_replied_at,
    false as is_spam,
    false as is_deleted,
    cast(null as {{ dbt.type_string() }}) as merged_into_ticket_id,
    updates._rest as attributes
from updates
left join {{ ref('priority_words') }} as priorities on priorities.system = 'servicenow' and updates.priority = priorities.word
left join {{ ref('channel_words') }} as channels on channels.system = 'servicenow' and updates.contact_type = channels.word
