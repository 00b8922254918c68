-- One row per closed counted ticket, pipeline and stage it has been in, closed stages left out.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    stage_id,
    stage_name,
    status_category,
    closed_date,
    created_date,
    as_of,
    span_seconds,
    span_business_seconds,
    cumulative_seconds,
    cumulative_business_seconds,
    latest_seconds,
    latest_business_seconds,
    visit_count
from {{ ref('int_stage_times') }}
