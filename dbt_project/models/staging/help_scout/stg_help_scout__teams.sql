-- One row per team: those of the list, and those that conversations are assigned to.
with named as (
    select _source as source, trim(id) as team_id, {{ to_text('name') }} as team_name
    from ({{ newest('help_scout', 'teams') }}) as teams
    union all
    select source, assigned_id as team_id, cast(null as {{ dbt.type_string() }}) as team_name
    from {{ ref('stg_help_scout__threads') }}
    where assigned_word = 'team'
    union all
    select source, team_id, cast(null as {{ dbt.type_string() }}) as team_name
    from {{ ref('stg_help_scout__tickets') }}
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
