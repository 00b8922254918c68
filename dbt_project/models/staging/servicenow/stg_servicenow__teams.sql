-- One row per group that had an incident.
select distinct
    source,
    team_id,
    team_id as team_name,
    cast(null as bigint) as support_line,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_servicenow__incident_updates') }}
where team_id is not null
