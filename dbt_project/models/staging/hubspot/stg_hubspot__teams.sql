-- One row per team; a CRM export alone knows teams by their names only.
with known as (
    select source, team_id, team_name from {{ ref('stg_hubspot__team_names') }}
    union all
    select source, team_id, team_name
    from {{ ref('stg_hubspot__tickets_labelled') }}
    where team_id = team_name
)

select
    source,
    team_id,
    max(team_name) as team_name,
    cast(null as bigint) as support_line,
    cast(null as {{ dbt.type_string() }}) as attributes
from known
group by source, team_id
