-- One row per stage that a ticket names and no page of pipelines has.
with tickets as (
    select source, stage_id, pipeline_id, pipeline_id as pipeline_name, cast(null as {{ dbt.type_string() }}) as stage_name, closed_at
    from {{ ref('stg_hubspot__tickets_by_api') }}
    union all
    select source, stage_id, pipeline_id, pipeline_name, stage_name, closed_at
    from {{ ref('stg_hubspot__tickets_labelled') }}
),

past as (
    select source, new_value as stage_id
    from {{ ref('stg_hubspot__property_changes') }}
    where property = 'hs_pipeline_stage'
    union all
    select source, stage_id
    from {{ ref('stg_hubspot__stage_entries') }}
),

mentions as (
    select source, stage_id, pipeline_id, pipeline_name, stage_name, 1 as ticket_number, case when closed_at is not null then 1 else 0 end as closed_number
    from tickets
    union all
    select
        source, stage_id, cast(null as {{ dbt.type_string() }}) as pipeline_id, cast(null as {{ dbt.type_string() }}) as pipeline_name,
        cast(null as {{ dbt.type_string() }}) as stage_name, 0 as ticket_number, 0 as closed_number
    from past
)

select
    mentions.source,
    max(mentions.pipeline_id) as pipeline_id,
    max(mentions.pipeline_name) as pipeline_name,
    mentions.stage_id,
    max(mentions.stage_name) as stage_name,
    -- No page says what it means: it closes when each ticket that stands in it has a close date.
    sum(mentions.ticket_number) > 0 and sum(mentions.ticket_number) = sum(mentions.closed_number) as is_closed
from mentions
left join {{ ref('stg_hubspot__pipeline_stages') }} as known on mentions.source = known.source and mentions.stage_id = known.stage_id
where known.stage_id is null and mentions.stage_id is not null
group by mentions.source, mentions.stage_id
