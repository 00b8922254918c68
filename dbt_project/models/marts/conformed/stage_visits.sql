-- One row per visit of a stage by a ticket.
select
    source,
    source_system,
    ticket_id,
    visit_number,
    pipeline_id,
    pipeline_name,
    stage_id,
    stage_name,
    status_category,
    owner_id,
    owner_name,
    team_id,
    team_name,
    entered_at,
    entered_date,
    left_at,
    is_current,
    visit_seconds,
    visit_business_seconds,
    as_of
from {{ ref('int_stage_visits') }}
