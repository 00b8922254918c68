-- One row per team that owners or the settings name.
with owners as (
    select source, {{ json_items('teams') }} as team
    from {{ ref('stg_hubspot__owners') }}
),

settings as (
    {{ newest('hubspot', 'teams') }}
),

named as (
    select source, {{ to_text(json_text('team', '$.id')) }} as team_id, {{ to_text(json_text('team', '$.name')) }} as team_name
    from owners
    union all
    select _source as source, {{ to_text('id') }} as team_id, {{ to_text('name') }} as team_name
    from settings
)

select source, team_id, max(team_name) as team_name
from named
where team_id is not null
group by source, team_id
