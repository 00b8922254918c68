-- One row per status, by its label. Its type says what it means: the label may be anything. Only history names statuses without a type.
with labels as (
    select source, stage_id, status_type
    from {{ ref('stg_zoho_desk__listed_tickets') }}
    {%- for value in ['old_value', 'new_value'] %}
    union all
    select source, {{ value }} as stage_id, cast(null as {{ dbt.type_string() }}) as status_type
    from {{ ref('stg_zoho_desk__ticket_events') }}
    where event_type = 'stage_changed'
    {%- endfor %}
),

stages as (
    select source, stage_id, max(status_type) as status_type
    from labels
    where stage_id is not null
    group by source, stage_id
)

select
    stages.source,
    stages.stage_id,
    stages.stage_id as stage_name,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_name,
    cast(words.display_order as bigint) as display_order,
    case
        when stages.status_type = 'Closed' then 'closed'
        when stages.status_type = 'Open' then case when words.status_category = 'new' then 'new' else 'open' end
        -- On hold for whom, only the label says.
        when stages.status_type = 'On Hold' then case when words.status_category = 'pending' then 'pending' else 'on_hold' end
        else coalesce(words.status_category, 'open')
    end as status_category
from stages
left join {{ ref('stage_words') }} as words on words.system = 'zoho_desk' and stages.stage_id = words.word
