-- One row per stage of a pipeline, or per status where there are no pipelines: newest version, cast.
with raw as (
    {{ newest('other', 'stages') }}
)

select
    _source as source,
    {{ to_text('stage_id') }} as stage_id,
    {{ to_text('stage_name') }} as stage_name,
    {{ to_text('pipeline_id') }} as pipeline_id,
    {{ to_text('pipeline_name') }} as pipeline_name,
    {{ to_integer('display_order') }} as display_order,
    {{ to_text('status_category') }} as status_category
from raw
