-- One row per group: those that the API lists, and those that are only named.
with teams as (
    select source, team_id, team_name, 1 as place
    from {{ ref('stg_freshdesk__listed_groups') }}
    union all
    select source, team_id, team_id as team_name, 2 as place
    from {{ ref('stg_freshdesk__tickets') }}
    {%- for value in ['old_value', 'new_value'] %}
    union all
    select source, {{ value }} as team_id, {{ value }} as team_name, 2 as place
    from {{ ref('stg_freshdesk__ticket_events') }}
    where event_type = 'team_changed'
    {%- endfor %}
),

numbered as (
    select *, row_number() over (partition by source, team_id order by place) as place_number
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
