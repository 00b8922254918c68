-- One row per case.
with milestones as (
    select
        source,
        case_id,
        min(case when is_first_response then target_at end) as first_response_due_at,
        max(case when is_resolution then target_at end) as resolution_due_at,
        min(case when is_first_response then completed_at end) as first_replied_at
    from {{ ref('stg_salesforce__milestones') }}
    group by source, case_id
),

teams as (
    select source, case_id, new_team_id as team_id
    from {{ ref('stg_salesforce__owner_changes') }}
    where change_number_back = 1
)

select
    cases.source,
    cases.case_id as ticket_id,
    cases.case_number as ticket_number,
    cast(null as {{ dbt.type_string() }}) as ticket_url,
    cases.subject,
    cases.created_at,
    -- Agents open cases for people who call as well as of their own accord: the export does not tell them apart.
    'customer' as initiated_by,
    cases.contact_id as customer_id,
    cases.record_type_id as pipeline_id,
    cases.status as stage_id,
    cases.owner_id,
    coalesce(cases.queue_id, teams.team_id) as team_id,
    cast(null as bigint) as support_line,
    cases.case_type as ticket_type,
    priorities.priority,
    channels.channel,
    cases.origin as source_type,
    cases.business_hours_id as schedule_id,
    milestones.first_response_due_at,
    milestones.resolution_due_at,
    case when cases.is_closed then cases.closed_at end as closed_at,
    milestones.first_replied_at,
    false as is_spam,
    -- What was merged away is in the bin too; it counts as merged.
    cases.is_deleted and cases.master_record_id is null as is_deleted,
    cases.master_record_id as merged_into_ticket_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_salesforce__cases') }} as cases
left join milestones on cases.source = milestones.source and cases.case_id = milestones.case_id
left join teams on cases.source = teams.source and cases.case_id = teams.case_id
left join {{ ref('priority_words') }} as priorities on priorities.system = 'salesforce' and cases.priority = priorities.word
left join {{ ref('channel_words') }} as channels on channels.system = 'salesforce' and cases.origin = channels.word
