-- One row per agent and group now, since the agent joined it; groups that an agent has left are not in the list.
with raw as (
    {{ newest('zendesk', 'group_memberships') }}
)

select
    _source as source,
    {{ to_text('user_id') }} as agent_id,
    {{ to_text('group_id') }} as team_id,
    min({{ to_instant('created_at', "'UTC'") }}) as started_at,
    cast(null as timestamp) as ended_at,
    max(case when {{ to_boolean(adapter.quote('default'), 'false') }} then 1 else 0 end) = 1 as is_main
from raw
group by _source, user_id, group_id
