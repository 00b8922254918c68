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

-- The same content may stand in several deliveries: its rows are as new as the newest of them, and stand at its path.
sightings as (
    select
        files.source,
        files.load_id,
        files.content_sha256,
        files.exported_at,
        files.file as path,
        files.loaded_at as arrived_at,
        sources.bot_agent_ids,
        -- A file that goes back to what it held before arrives again.
        row_number() over (
            partition by files.source, files.load_id, files.content_sha256
            order by files.exported_at desc nulls last, files.file desc nulls last, files.loaded_at desc nulls last
        ) as place
    from files
    inner join sources on files.source = sources.source
    where files.exported_at is null or files.exported_at <= sources.exported_at
)

select
    files.load_id,
    files.source,
    files.file,
    files.time_zone,
    max(sightings.exported_at) as exported_at,
    max(sightings.path) as path,
    max(sightings.arrived_at) as arrived_at,
    min(sightings.bot_agent_ids) as bot_agent_ids
from files
inner join sightings
    on files.source = sightings.source and files.load_id = sightings.load_id and files.content_sha256 = sightings.content_sha256
where files.status = 'loaded' and sightings.place = 1
group by files.load_id, files.source, files.file, files.time_zone
