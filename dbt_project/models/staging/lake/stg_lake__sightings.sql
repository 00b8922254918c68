-- One row per load, file of it and instant at which a delivery brought that very content: what a poll saw, and when.
select
    loads.source,
    loads.load_id,
    loads.file,
    sightings.exported_at as seen_at
from {{ ref('stg_lake__loads') }} as loads
inner join {{ source('lake', 'files') }} as brought on loads.load_id = brought.load_id and loads.file = brought.file
inner join {{ source('lake', 'files') }} as sightings
    on loads.source = sightings.source and brought.content_sha256 = sightings.content_sha256
-- Later than the newest complete export is not in sight.
inner join {{ ref('stg_lake__sources') }} as sources on loads.source = sources.source and sightings.exported_at <= sources.exported_at
where brought.status = 'loaded' and sightings.status in ('loaded', 'already_loaded')
group by loads.source, loads.load_id, loads.file, sightings.exported_at
