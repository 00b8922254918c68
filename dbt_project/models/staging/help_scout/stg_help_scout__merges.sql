-- One row per conversation that was merged away: the surviving one has a line item that names it.
select
    source,
    action_about_id as ticket_id,
    min(ticket_id) as surviving_ticket_id,
    min(created_at) as merged_at,
    min(author_type) as author_type,
    min(author_id) as author_id
from {{ ref('stg_help_scout__threads') }}
where action_type = 'merged' and action_about_id is not null and action_about_id <> ticket_id
group by source, action_about_id
