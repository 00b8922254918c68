-- One row per status, by its label: pages name it by a code, activities and the export by the label. A status of the account's own that the seed does not know is open.
with labels as (
    select source, label as stage_id
    from {{ ref('stg_freshdesk__labels') }}
    where field = 'status'
    union all
    select source, stage_id
    from {{ ref('stg_freshdesk__tickets') }}
    {%- for value in ['old_value', 'new_value'] %}
    union all
    select source, {{ value }} as stage_id
    from {{ ref('stg_freshdesk__ticket_events') }}
    where event_type = 'stage_changed'
    {%- endfor %}
)

select distinct
    labels.source,
    labels.stage_id,
    labels.stage_id as stage_name,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_name,
    cast(words.display_order as bigint) as display_order,
    coalesce(words.status_category, 'open') as status_category
from labels
left join {{ ref('stage_words') }} as words on words.system = 'freshdesk' and labels.stage_id = words.word
where labels.stage_id is not null
