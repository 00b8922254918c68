-- One row per status, by its label: pages name it by a code, activities and the export by the label. A status that the account added and the seed does not know is open.
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
),

-- Open, pending, resolved and closed are what they are under whatever label the account gave them.
codes as (
    select source, label, max(code) as code
    from {{ ref('stg_freshdesk__labels') }}
    where field = 'status' and code in ('2', '3', '4', '5')
    group by source, label
)

select distinct
    labels.source,
    labels.stage_id,
    labels.stage_id as stage_name,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_name,
    cast(coalesce(by_code.display_order, by_label.display_order) as bigint) as display_order,
    coalesce(by_code.status_category, by_label.status_category, 'open') as status_category
from labels
left join codes on labels.source = codes.source and labels.stage_id = codes.label
left join {{ ref('stage_words') }} as by_code on by_code.system = 'freshdesk' and codes.code = by_code.word
left join {{ ref('stage_words') }} as by_label on by_label.system = 'freshdesk' and labels.stage_id = by_label.word
where labels.stage_id is not null
