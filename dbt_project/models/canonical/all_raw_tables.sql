-- One row per source and raw table that its exports brought.
select
    source,
    table_name
from {{ ref('stg_lake__tables') }}
