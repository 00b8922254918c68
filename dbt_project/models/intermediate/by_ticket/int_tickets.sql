-- One row per ticket, excluded ones too: what it is at as_of, and when it was closed.
with cycles as (
    select
        source,
        ticket_id,
        min(closed_at) as first_closed_at,
        max(closed_at) as last_closed_at,
        {{ count_if('has_close') }} as closure_count,
        {{ count_if('reopened_at is not null') }} as reopen_count,
        {{ count_if('is_courtesy') }} as courtesy_reopen_count
    from {{ of_touched('int_ticket_cycles') }}
    group by source, ticket_id
),

last_states as (
    select source, ticket_id, is_closed, is_close_unknown, support_line
    from {{ of_touched('int_ticket_states') }}
    where ended_at is null
),

first_owners as (
    select source, ticket_id, owner_id as first_owner_id
    from (
        select source, ticket_id, owner_id, row_number() over (partition by source, ticket_id order by state_number) as owner_number
        from {{ of_touched('int_ticket_states') }}
        where owner_id is not null
    ) as owned
    where owner_number = 1
),

types as (
    select source, ticket_id, ticket_type_at_creation
    from (
        select
            events.source,
            events.ticket_id,
            -- A change at the very instant of the creation has happened; a later one says what was there before it.
            case when events.occurred_at <= tickets.created_at then events.new_value else events.old_value end as ticket_type_at_creation,
            row_number() over (
                partition by events.source, events.ticket_id
                order by
                    case when events.occurred_at <= tickets.created_at then 0 else 1 end,
                    case when events.occurred_at <= tickets.created_at then -{{ micros('events.occurred_at') }} else {{ micros('events.occurred_at') }} end,
                    case when events.occurred_at <= tickets.created_at then -events.sequence else events.sequence end
            ) as event_number
        from {{ of_touched('all_ticket_events') }} as events
        inner join {{ of_touched('all_tickets') }} as tickets on events.source = tickets.source and events.ticket_id = tickets.ticket_id
        where events.event_type = 'ticket_type_changed'
    ) as changes
    where event_number = 1
)

select
    tickets.source,
    sources.source_system,
    tickets.ticket_id,
    tickets.ticket_number,
    tickets.ticket_url,
    tickets.subject,
    coalesce(customers.customer_id, tickets.customer_id) as customer_id,
    customers.customer_name,
    customers.company_id,
    customers.company_name,
    coalesce(stages.pipeline_id, tickets.pipeline_id) as pipeline_id,
    pipelines.pipeline_name,
    tickets.stage_id,
    stages.stage_name,
    stages.status_category,
    tickets.owner_id as current_owner_id,
    owners.agent_name as current_owner_name,
    first_owners.first_owner_id,
    tickets.team_id as current_team_id,
    teams.team_name as current_team_name,
    coalesce(tickets.support_line, teams.support_line) as support_line,
    coalesce(tickets.ticket_type, 'unclassified') as ticket_type,
    case when types.ticket_id is null then coalesce(tickets.ticket_type, 'unclassified') else coalesce(types.ticket_type_at_creation, 'unclassified') end as ticket_type_at_creation,
    tickets.priority,
    tickets.channel,
    tickets.source_type,
    tickets.initiated_by,
    tickets.created_at,
    {{ local_date('tickets.created_at') }} as created_date,
    cycles.first_closed_at,
    {{ local_date('cycles.first_closed_at') }} as first_closed_date,
    case when last_states.is_closed then cycles.last_closed_at end as closed_at,
    {{ local_date('case when last_states.is_closed then cycles.last_closed_at end') }} as closed_date,
    last_states.is_closed,
    cycles.closure_count,
    case when sources.knows_reopens then cycles.reopen_count end as reopen_count,
    case when sources.knows_reopens then cycles.courtesy_reopen_count end as courtesy_reopen_count,
    removals.exclusion_reason is not null as is_excluded,
    removals.exclusion_reason,
    removals.merged_into_ticket_id,
    removals.removed_at,
    tickets.first_response_due_at,
    tickets.resolution_due_at,
    tickets.first_replied_at as given_first_replied_at,
    sources.as_of
from {{ of_touched('all_tickets') }} as tickets
inner join {{ ref('int_sources') }} as sources on tickets.source = sources.source
inner join last_states on tickets.source = last_states.source and tickets.ticket_id = last_states.ticket_id
inner join cycles on tickets.source = cycles.source and tickets.ticket_id = cycles.ticket_id
left join first_owners on tickets.source = first_owners.source and tickets.ticket_id = first_owners.ticket_id
left join types on tickets.source = types.source and tickets.ticket_id = types.ticket_id
left join {{ of_touched('int_ticket_removals') }} as removals on tickets.source = removals.source and tickets.ticket_id = removals.ticket_id
left join {{ ref('int_customers') }} as customers on tickets.source = customers.source and tickets.customer_id = customers.given_customer_id
left join {{ ref('all_stages') }} as stages on tickets.source = stages.source and tickets.stage_id = stages.stage_id
left join {{ ref('int_pipelines') }} as pipelines
    on tickets.source = pipelines.source and coalesce(stages.pipeline_id, tickets.pipeline_id) = pipelines.pipeline_id
left join {{ ref('all_agents') }} as owners on tickets.source = owners.source and tickets.owner_id = owners.agent_id
left join {{ ref('all_teams') }} as teams on tickets.source = teams.source and tickets.team_id = teams.team_id
