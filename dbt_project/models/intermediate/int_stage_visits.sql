-- One row per visit of a stage by a counted ticket; writing the same stage again makes no new visit.
with changes as (
    select
        *,
        lag(stage_id) over (partition by source, ticket_id order by state_number) as previous_stage_id,
        lag(pipeline_id) over (partition by source, ticket_id order by state_number) as previous_pipeline_id
    from {{ ref('int_ticket_states') }}
),

numbered as (
    select
        *,
        cast(sum(case
            when state_number > 1 and stage_id is not distinct from previous_stage_id and pipeline_id is not distinct from previous_pipeline_id then 0
            else 1
        end) over (partition by source, ticket_id order by state_number rows between unbounded preceding and current row) as bigint) as visit_number
    from changes
),

visits as (
    select
        source,
        ticket_id,
        visit_number,
        min(started_at) as entered_at,
        nullif(max(held_to), cast('9999-12-31' as timestamp)) as left_at
    from numbered
    group by source, ticket_id, visit_number
),

spans as (
    select visits.source, visits.ticket_id, visits.visit_number, visits.entered_at as started_at, coalesce(visits.left_at, sources.as_of) as ended_at
    from visits
    inner join {{ ref('int_sources') }} as sources on visits.source = sources.source
),

business as (
    {{ business_seconds('spans', ['source', 'ticket_id', 'visit_number']) }}
)

select
    visits.source,
    sources.source_system,
    visits.ticket_id,
    visits.visit_number,
    entries.pipeline_id,
    entries.pipeline_name,
    entries.stage_id,
    entries.stage_name,
    entries.status_category,
    entries.owner_id,
    entries.owner_name,
    entries.team_id,
    entries.team_name,
    visits.entered_at,
    {{ local_date('visits.entered_at') }} as entered_date,
    visits.left_at,
    visits.left_at is null as is_current,
    {{ seconds_between('visits.entered_at', 'coalesce(visits.left_at, sources.as_of)') }} as visit_seconds,
    business.business_seconds as visit_business_seconds,
    sources.as_of
from visits
inner join {{ ref('int_sources') }} as sources on visits.source = sources.source
inner join {{ ref('int_tickets') }} as tickets on visits.source = tickets.source and visits.ticket_id = tickets.ticket_id
inner join {{ ref('int_ticket_states') }} as entries
    on visits.source = entries.source and visits.ticket_id = entries.ticket_id and visits.entered_at = entries.started_at
left join business on visits.source = business.source and visits.ticket_id = business.ticket_id and visits.visit_number = business.visit_number
where not tickets.is_excluded
