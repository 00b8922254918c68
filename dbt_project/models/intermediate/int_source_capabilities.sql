-- One row per source and fact: how far the exports on file let it be known, and why not further.
with brought as (
    select
        sources.source,
        sources.source_system,
        capabilities.fact,
        capabilities.level,
        capabilities.raw_tables,
        capabilities.since,
        capabilities.reason,
        -- A fact that no table brings is one that the vendor keeps to itself.
        capabilities.raw_tables is null or count(tables.table_name) > 0 as is_in_export
    from {{ ref('all_sources') }} as sources
    inner join {{ ref('capabilities') }} as capabilities on sources.source_system = capabilities.system
    left join {{ ref('all_raw_tables') }} as tables
        on sources.source = tables.source
        -- Any one of the tables brings the fact.
        and instr(concat('|', capabilities.raw_tables, '|'), concat('|', tables.table_name, '|')) > 0
    group by
        sources.source, sources.source_system, capabilities.fact, capabilities.level, capabilities.raw_tables, capabilities.since, capabilities.reason
),

ranked as (
    select
        *,
        row_number() over (
            partition by source, fact
            order by
                is_in_export desc nulls last,
                case level when 'native' then 1 when 'derived' then 2 when 'partial' then 3 else 4 end asc nulls last,
                raw_tables asc nulls last
        ) as place
    from brought
)

select
    source,
    source_system,
    fact,
    case when is_in_export then level else 'none' end as level,
    is_in_export,
    raw_tables,
    since,
    case
        when is_in_export then reason
        else concat('Not in this export: ', replace(raw_tables, '|', ' or '), ' would bring it.')
    end as reason
from ranked
where place = 1
