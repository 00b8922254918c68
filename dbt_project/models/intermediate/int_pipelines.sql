-- One row per pipeline that a stage names.
select
    source,
    pipeline_id,
    max(pipeline_name) as pipeline_name
from {{ ref('all_stages') }}
where pipeline_id is not null
group by source, pipeline_id
