-- One row per closed counted ticket, pipeline and stage that it has been in: span, sum and last of its visits; closed stages are left out.
with visits as (
    select
        visits.*,
        row_number() over (
            partition by visits.source, visits.ticket_id, visits.pipeline_id, visits.stage_id order by visits.visit_number desc
        ) as visit_number_back
    from {{ ref('int_stage_visits') }} as visits
    where visits.stage_id is not null and coalesce(visits.status_category, 'open') <> 'closed'
),

stages as (
    select
        source,
        ticket_id,
        pipeline_id,
        pipeline_name,
        stage_id,
        stage_name,
        status_category,
        min(entered_at) as started_at,
        max(left_at) as ended_at,
        {{ sum_of('visit_seconds') }} as cumulative_seconds,
        {{ sum_of('visit_business_seconds') }} as cumulative_business_seconds,
        max(case when visit_number_back = 1 then visit_seconds end) as latest_seconds,
        max(case when visit_number_back = 1 then visit_business_seconds end) as latest_business_seconds,
        cast(count(*) as bigint) as visit_count
    from visits
    group by source, ticket_id, pipeline_id, pipeline_name, stage_id, stage_name, status_category
),

spans as (
    select source, ticket_id, pipeline_id, stage_id, started_at, ended_at
    from stages
    where ended_at is not null
),

business as (
    {{ business_seconds('spans', ['source', 'ticket_id', 'pipeline_id', 'stage_id']) }}
)

select
    tickets.source,
    tickets.source_system,
    stages.pipeline_id,
    stages.pipeline_name,
    tickets.team_id,
    tickets.team_name,
    tickets.owner_id,
    tickets.owner_name,
    tickets.channel,
    tickets.source_type,
    tickets.ticket_type,
    tickets.priority,
    tickets.ticket_id,
    tickets.ticket_url,
    tickets.customer_id,
    tickets.company_id,
    tickets.current_owner_id,
    stages.stage_id,
    stages.stage_name,
    stages.status_category,
    tickets.closed_date,
    tickets.created_date,
    {{ seconds_between('stages.started_at', 'stages.ended_at') }} as span_seconds,
    business.business_seconds as span_business_seconds,
    stages.cumulative_seconds,
    stages.cumulative_business_seconds,
    stages.latest_seconds,
    stages.latest_business_seconds,
    stages.visit_count,
    tickets.as_of
from stages
inner join {{ ref('int_ticket_outcomes') }} as tickets on stages.source = tickets.source and stages.ticket_id = tickets.ticket_id
left join business
    on stages.source = business.source and stages.ticket_id = business.ticket_id
    and stages.pipeline_id is not distinct from business.pipeline_id and stages.stage_id = business.stage_id
where tickets.is_closed
