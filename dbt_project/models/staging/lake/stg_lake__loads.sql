-- One row per load in sight: what came after the newest complete export waits as a whole.
with files as (
    select source, load_id, exported_at, time_zone
    from {{ source('lake', 'files') }}
    where status in ('loaded', 'already_loaded')
),

sources as (
    select source, bot_agent_ids, exported_at
    from {{ ref('stg_lake__sources') }}
)

select
    files.load_id,
    files.source,
    -- The same content may stand in several deliveries: its rows are as new as the newest of them.
    max(files.exported_at) as exported_at,
    min(files.time_zone) as time_zone,
    min(sources.bot_agent_ids) as bot_agent_ids
from files
inner join sources on files.source = sources.source
where files.exported_at is null or files.exported_at <= sources.exported_at
group by files.load_id, files.source
