-- One row per source, mart, column and fact that is missing or partial for it; no column: the whole mart.
select
    source,
    source_system,
    mart_name,
    column_name,
    without_it,
    fact,
    level,
    reason
from {{ ref('int_report_capabilities') }}
