-- One row per team: those of the list, and those that conversations name.
with named as (
    select _source as source, trim(id) as team_id, {{ to_text('name') }} as team_name
    from ({{ newest('intercom', 'teams') }}) as teams
    union all
    select source, team_id, cast(null as {{ dbt.type_string() }})
    from {{ ref('stg_intercom__tickets') }}
    union all
    select source, value, cast(null as {{ dbt.type_string() }})
    from {{ ref('stg_intercom__part_changes') }}
    where event_type = 'team_changed'
    union all
    select source, team_id, team_name
    from {{ ref('stg_intercom__exported_conversations') }}
)

select
    source,
    team_id,
    max(team_name) as team_name,
    cast(null as bigint) as support_line,
    cast(null as {{ dbt.type_string() }}) as attributes
from named
where team_id is not null
group by source, team_id
