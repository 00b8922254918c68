-- One row per load and file of it in sight: what came after the newest complete export waits as a whole.
with files as (
    select source, load_id, file, content_sha256, status, exported_at, loaded_at, time_zone
    from {{ source('lake', 'files') }}
    where status in ('loaded', 'already_loaded')
),

sources as (
    select source, bot_agent_ids, exported_at
    from {{ ref('stg_lake__sources') }}
),

-- The same content may stand in several deliveries: its rows are as new as the newest of them.
deliveries as (
    select
        files.source,
        files.load_id,
        files.content_sha256,
        max(files.exported_at) as exported_at,
        -- A file that goes back to what it held before arrives again.
        max(files.loaded_at) as arrived_at,
        min(sources.bot_agent_ids) as bot_agent_ids
    from files
    inner join sources on files.source = sources.source
    where files.exported_at is null or files.exported_at <= sources.exported_at
    group by files.source, files.load_id, files.content_sha256
)

select
    files.load_id,
    files.source,
    files.file,
    files.time_zone,
    max(deliveries.exported_at) as exported_at,
    max(deliveries.arrived_at) as arrived_at,
    min(deliveries.bot_agent_ids) as bot_agent_ids
from files
inner join deliveries
    on files.source = deliveries.source and files.load_id = deliveries.load_id and files.content_sha256 = deliveries.content_sha256
where files.status = 'loaded'
group by files.load_id, files.source, files.file, files.time_zone
