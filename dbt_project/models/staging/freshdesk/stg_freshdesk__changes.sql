-- One row per change of one property of a ticket in the activities, with the value that stood there before.
{% set in_order = 'partition by source, ticket_id, event_type order by occurred_at asc nulls last, raw_file asc nulls last, _row asc nulls last' -%}
with worded as (
    select
        changes.*,
        case changes.event_type
            when 'team_changed' then coalesce(teams.team_id, nullif(changes.value, 'No Group'))
            when 'priority_changed' then priorities.priority
            else changes.value
        end as new_value
    from {{ ref('stg_freshdesk__listed_changes') }} as changes
    left join {{ ref('priority_words') }} as priorities on priorities.system = 'freshdesk' and changes.value = priorities.word
    left join (
        select source, team_name, min(team_id) as team_id
        from {{ ref('stg_freshdesk__listed_groups') }}
        group by source, team_name
    ) as teams on changes.source = teams.source and changes.value = teams.team_name
)

select
    *,
    -- Ticket activities are to the second: within one the place in the file tells what came first.
    row_number() over (partition by source, ticket_id, event_type, occurred_at order by raw_file asc nulls last, _row asc nulls last) - 1 as sequence,
    lag(new_value) over ({{ in_order }}) as old_value,
    row_number() over ({{ in_order }}) as change_number
from worded
