-- One row per stretch of time an agent belonged to a team: newest version, cast.
with raw as (
    {{ newest('other', 'agent_team_memberships') }}
)

select
    _source as source,
    {{ to_text('agent_id') }} as agent_id,
    {{ to_text('team_id') }} as team_id,
    {{ to_instant('started_at') }} as started_at,
    {{ to_instant('ended_at') }} as ended_at,
    {{ to_boolean('is_main', 'true') }} as is_main
from raw
