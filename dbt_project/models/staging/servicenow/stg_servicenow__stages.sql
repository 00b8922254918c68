-- One row per state that an incident was in, in the common words of the seed; a state that the seed does not know has no category.
select distinct
    updates.source,
    updates.stage_id,
    updates.stage_id as stage_name,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_name,
    cast(words.display_order as bigint) as display_order,
    words.status_category
from {{ ref('stg_servicenow__incident_updates') }} as updates
left join {{ ref('stage_words') }} as words on words.system = 'servicenow' and updates.stage_id = words.word
