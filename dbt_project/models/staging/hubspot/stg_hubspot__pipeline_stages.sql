-- One row per stage that any delivery of pipelines has: archived stages go from the pages, and stay in the histories.
with pages as (
    select
        pipelines._source as source,
        {{ to_text('pipelines.id') }} as pipeline_id,
        {{ to_text('pipelines.label') }} as pipeline_name,
        pipelines.stages,
        loads.exported_at,
        pipelines._file,
        pipelines._row
    from {{ source('hubspot', 'pipelines') }} as pipelines
    inner join {{ ref('stg_lake__loads') }} as loads on pipelines._load_id = loads.load_id and pipelines._file = loads.file
),

items as (
    select source, pipeline_id, pipeline_name, exported_at, _file, _row, {{ json_items('stages') }} as stage
    from pages
),

numbered as (
    select
        source,
        pipeline_id,
        pipeline_name,
        coalesce({{ to_text(json_text('stage', '$.id')) }}, {{ to_text(json_text('stage', '$.stageId')) }}) as stage_id,
        {{ to_text(json_text('stage', '$.label')) }} as stage_name,
        {{ to_integer(json_text('stage', '$.displayOrder')) }} as display_order,
        coalesce(upper({{ json_text('stage', '$.metadata.ticketState') }}) = 'CLOSED', false)
        or coalesce({{ to_boolean(json_text('stage', '$.metadata.isClosed')) }}, false) as is_closed,
        row_number() over (
            partition by source, coalesce({{ to_text(json_text('stage', '$.id')) }}, {{ to_text(json_text('stage', '$.stageId')) }})
            order by exported_at desc nulls last, _file desc nulls last, _row desc nulls last
        ) as version_number
    from items
)

select source, pipeline_id, pipeline_name, stage_id, stage_name, display_order, is_closed
from numbered
where version_number = 1 and stage_id is not null
