-- The visits of the open stages of a closed ticket last as long as the ticket was open; a whole second may be lost to rounding in each visit.
{{ config(meta={'dagster': {'ref': {'name': 'ticket_time_in_pipeline'}}}) }}
with stage_sums as (
    select source, ticket_id, {{ sum_of('cumulative_seconds') }} as stage_seconds, {{ sum_of('visit_count') }} as visit_count
    from {{ ref('ticket_time_in_pipeline') }}
    group by source, ticket_id
)

select closed.source, closed.ticket_id, closed.open_seconds, stage_sums.stage_seconds
from {{ ref('time_to_close') }} as closed
inner join stage_sums on closed.source = stage_sums.source and closed.ticket_id = stage_sums.ticket_id
where
    closed.is_closed
    and abs(closed.open_seconds - stage_sums.stage_seconds) > stage_sums.visit_count + closed.closure_count
    -- A stretch without any stage belongs to no stage.
    and not exists (
        select 1
        from {{ ref('stage_visits') }} as visits
        where visits.source = closed.source and visits.ticket_id = closed.ticket_id and visits.stage_id is null
    )
