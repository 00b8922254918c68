-- One row per person, bot or queue that can own or answer: newest version, cast.
with raw as (
    {{ newest('other', 'agents') }}
)

select
    _source as source,
    {{ to_text('agent_id') }} as agent_id,
    {{ to_text('agent_name') }} as agent_name,
    {{ role("coalesce(" ~ to_word('other', 'agents', 'agent_type') ~ ", 'human')", 'trim(agent_id)') }} as agent_type,
    {{ to_text('team_id') }} as team_id,
    {{ to_text('time_zone') }} as time_zone,
    {{ to_boolean('is_active', 'true') }} as is_active,
    {{ json_merge('attributes', '_rest') }} as attributes
from raw
