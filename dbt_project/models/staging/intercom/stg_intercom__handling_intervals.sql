-- One row per stretch in which a teammate handled a conversation, between the marks of its handling events, assignments and closes.
with marks as (
    select
        *,
        lag(step) over (partition by source, ticket_id, agent_id order by marked_at asc, step asc) as old_step,
        min(case when step = -1 then marked_at end) over (
            partition by source, ticket_id, agent_id order by marked_at asc, step asc rows between 1 following and unbounded following
        ) as stopped_at
    from {{ ref('stg_intercom__handling_marks') }}
)

select
    source,
    agent_id,
    ticket_id,
    marked_at as started_at,
    stopped_at as ended_at,
    'handling_time' as handling_basis
from marks
where step = 1 and coalesce(old_step, -1) = -1 and stopped_at > marked_at
