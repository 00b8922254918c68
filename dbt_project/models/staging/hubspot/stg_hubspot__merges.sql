-- One row per ticket that was merged into another one, with the winner and, where the histories say it, the instant.
with winners as (
    select source, ticket_id, is_archived, merged_ids
    from {{ ref('stg_hubspot__tickets_by_api') }}
    union all
    select source, ticket_id, false as is_archived, merged_ids
    from {{ ref('stg_hubspot__tickets_by_export') }}
),

listed as (
    select source, ticket_id, is_archived, {{ text_items('merged_ids') }} as loser_id
    from winners
    where merged_ids is not null
),

numbered as (
    select
        source,
        trim(loser_id) as loser_id,
        ticket_id as winner_id,
        -- Merged twice, a ticket is on the lists of both winners; the one that is still there has it.
        row_number() over (partition by source, trim(loser_id) order by is_archived asc, ticket_id desc) as winner_number
    from listed
    where trim(loser_id) not in ('', ticket_id)
),

dated as (
    select source, ticket_id as winner_id, changed_at, {{ text_items('new_value') }} as loser_id
    from {{ ref('stg_hubspot__property_changes') }}
    where property = 'hs_merged_object_ids' and new_value is not null
),

first_dates as (
    select source, trim(loser_id) as loser_id, min(changed_at) as merged_at
    from dated
    group by source, trim(loser_id)
)

select numbered.source, numbered.loser_id, numbered.winner_id, first_dates.merged_at
from numbered
left join first_dates on numbered.source = first_dates.source and numbered.loser_id = first_dates.loser_id
where numbered.winner_number = 1
