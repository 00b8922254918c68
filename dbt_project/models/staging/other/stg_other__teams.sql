-- One row per team, group, department or queue: newest version, cast.
with raw as (
    {{ newest('other', 'teams') }}
)

select
    _source as source,
    {{ to_text('team_id') }} as team_id,
    {{ to_text('team_name') }} as team_name,
    {{ to_integer('support_line') }} as support_line,
    {{ json_merge('attributes', '_rest') }} as attributes
from raw
