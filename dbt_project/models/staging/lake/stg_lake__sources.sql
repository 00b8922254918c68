-- One row per source (landing folder, one account): the newest complete export and what its note says.
with files as (
    select source, source_system, time_zone, default_schedule_id, bot_agent_ids, has_note, is_complete, exported_at, file, load_id
    from {{ source('lake', 'files') }}
    where status in ('loaded', 'already_loaded')
),

numbered as (
    select
        source,
        source_system,
        time_zone,
        default_schedule_id,
        bot_agent_ids,
        max(has_note) over (partition by source) as has_note,
        -- The watermark: deliveries after the newest complete one wait.
        max(case when is_complete then exported_at end) over (partition by source) as exported_at,
        row_number() over (
            partition by source
            order by is_complete desc nulls last, exported_at desc nulls last, file desc nulls last, load_id desc nulls last
        ) as file_number
    from files
)

select
    source,
    source_system,
    time_zone,
    default_schedule_id,
    bot_agent_ids,
    has_note,
    exported_at
from numbered
where file_number = 1
