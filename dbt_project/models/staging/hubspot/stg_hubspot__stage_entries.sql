-- One row per stage that a ticket without a history of stages says it entered: its last entry only, earlier ones are overwritten.
with raw as (
    {{ newest('hubspot', 'tickets') }}
),

tickets as (
    select raw._source as source, trim(raw.id) as ticket_id, raw.properties
    from raw
    left join {{ ref('stg_hubspot__property_changes') }} as changes
        on raw._source = changes.source and trim(raw.id) = changes.ticket_id and changes.property = 'hs_pipeline_stage'
    where changes.ticket_id is null
),

names as (
    select source, ticket_id, properties, {{ json_names('properties') }} as property
    from tickets
),

-- hs_v2_ is HubSpot's newer calculation; the older one stands in for the pipelines that lack it.
entries as (
    select
        source,
        ticket_id,
        {{ text_part('property', '^hs_(?:v2_)?date_entered_(.+)$') }} as stage_id,
        {{ to_instant(json_value('properties', 'property'), "'UTC'") }} as entered_at,
        case when property like 'hs_v2_%' then 1 else 2 end as rank_number
    from names
    where property like 'hs_v2_date_entered_%' or property like 'hs_date_entered_%'
),

numbered as (
    select
        source,
        ticket_id,
        stage_id,
        entered_at,
        row_number() over (partition by source, ticket_id, stage_id order by rank_number) as entry_number
    from entries
    where entered_at is not null
)

select source, ticket_id, stage_id, entered_at
from numbered
where entry_number = 1
