-- One row per source, mart, column and fact that is missing or partial for it; no column: the whole mart.
select
    uses.mart_name,
    uses.column_name,
    uses.without_it,
    capabilities.source,
    capabilities.source_system,
    capabilities.fact,
    capabilities.level,
    capabilities.reason
from {{ ref('int_source_capabilities') }} as capabilities
inner join {{ ref('fact_uses') }} as uses on capabilities.fact = uses.fact
where capabilities.level in ('partial', 'none')
