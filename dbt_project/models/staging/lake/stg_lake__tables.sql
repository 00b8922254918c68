-- One row per source and raw table that a file in sight has filled, even with no row.
select distinct
    files.source,
    files.table_name
from {{ source('lake', 'files') }} as files
inner join {{ ref('stg_lake__sources') }} as sources on files.source = sources.source
where files.status in ('loaded', 'already_loaded') and (files.exported_at is null or files.exported_at <= sources.exported_at)
