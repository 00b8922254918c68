-- One row per group; of the CSV alone the names are all there is.
select
    source,
    group_id as team_id,
    name as team_name,
    cast(null as bigint) as support_line,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_zendesk__groups') }}

union all

select distinct
    tickets.source,
    tickets.group_id as team_id,
    tickets.group_id as team_name,
    cast(null as bigint) as support_line,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_zendesk__csv_tickets') }} as tickets
left join {{ ref('stg_zendesk__groups') }} as teams on tickets.source = teams.source and tickets.group_id = teams.group_id
where tickets.group_id is not null and teams.group_id is null
