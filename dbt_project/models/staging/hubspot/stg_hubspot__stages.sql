-- One row per stage: of the pipelines' pages, and what tickets name without them.
with stages as (
    select source, stage_id, stage_name, pipeline_id, pipeline_name, display_order, is_closed, true as has_state
    from {{ ref('stg_hubspot__pipeline_stages') }}
    union all
    select
        source,
        stage_id,
        -- The stages of the pipeline that every account begins with.
        coalesce(stage_name, case stage_id when '1' then 'New' when '2' then 'Waiting on contact' when '3' then 'Waiting on us' when '4' then 'Closed' end)
            as stage_name,
        pipeline_id,
        pipeline_name,
        cast(null as bigint) as display_order,
        is_closed,
        false as has_state
    from {{ ref('stg_hubspot__named_stages') }}
)

-- Open or closed is what HubSpot says; which kind of open a stage is only its label can say.
select
    stages.source,
    stages.stage_id,
    coalesce(stages.stage_name, stages.stage_id) as stage_name,
    stages.pipeline_id,
    stages.pipeline_name,
    coalesce(stages.display_order, words.display_order) as display_order,
    case
        when stages.is_closed then 'closed'
        when stages.has_state and words.status_category = 'closed' then 'open'
        else coalesce(words.status_category, 'open')
    end as status_category
from stages
left join {{ ref('stage_words') }} as words on words.system = 'hubspot' and lower(stages.stage_name) = lower(words.word)
