-- One row per department: departments work as teams. Those that are only named in tickets or changes too.
with teams as (
    select source, team_id, team_name, 1 as place
    from {{ ref('stg_zoho_desk__listed_departments') }}
    union all
    select source, team_id, coalesce(team_name, team_id) as team_name, case when team_name is null then 3 else 2 end as place
    from {{ ref('stg_zoho_desk__listed_tickets') }}
    {%- for value in ['old_value', 'new_value'] %}
    union all
    select source, {{ value }} as team_id, {{ value }} as team_name, 3 as place
    from {{ ref('stg_zoho_desk__ticket_events') }}
    where event_type = 'team_changed'
    {%- endfor %}
),

numbered as (
    select *, row_number() over (partition by source, team_id order by place, team_name) as place_number
    from teams
    where team_id is not null
)

select
    source,
    team_id,
    team_name,
    cast(null as bigint) as support_line,
    cast(null as {{ dbt.type_string() }}) as attributes
from numbered
where place_number = 1
