-- One row per ticket of the CRM export, its labels turned into the ids of the pages that lie beside it; a label without one is its own id.
{% set once = {'stages': ['pipeline_stages', 'stage_id', "concat(pipeline_name, ' / ', stage_name)"],
    'pipelines': ['pipeline_stages', 'pipeline_id', 'pipeline_name'], 'owners': ['owners', 'owner_id', 'owner_name'],
    'teams': ['team_names', 'team_id', 'team_name']} -%}
with tickets as (
    select *, concat(coalesce(pipeline_name, ''), ' / ', coalesce(stage_name, '')) as stage_path
    from {{ ref('stg_hubspot__tickets_by_export') }}
)
{%- for name, parts in once.items() %},

-- Two of one name: nobody can say which one is meant.
{{ name }} as (
    select source, {{ parts[2] }} as label, min({{ parts[1] }}) as id
    from {{ ref('stg_hubspot__' ~ parts[0]) }}
    group by source, {{ parts[2] }}
    having count(distinct {{ parts[1] }}) = 1
)
{%- endfor %}

select
    tickets.*,
    coalesce(pipelines.id, tickets.pipeline_name) as pipeline_id,
    case when tickets.stage_name is not null then coalesce(stages.id, tickets.stage_path) end as stage_id,
    coalesce(owners.id, tickets.owner_name) as owner_id,
    coalesce(teams.id, tickets.team_name) as team_id
from tickets
left join stages on tickets.source = stages.source and tickets.stage_path = stages.label
left join pipelines on tickets.source = pipelines.source and tickets.pipeline_name = pipelines.label
left join owners on tickets.source = owners.source and tickets.owner_name = owners.label
left join teams on tickets.source = teams.source and tickets.team_name = teams.label
