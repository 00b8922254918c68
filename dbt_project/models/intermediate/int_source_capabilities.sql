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
        and concat('|', capabilities.raw_tables, '|') like concat('%|', tables.table_name, '|%')
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
    ranked.source,
    ranked.source_system,
    ranked.fact,
    case when ranked.is_in_export then ranked.level else 'none' end as level,
    ranked.is_in_export,
    ranked.raw_tables,
    ranked.since,
    case
        when ranked.is_in_export then ranked.reason
        else concat('Not in this export: ', replace(ranked.raw_tables, '|', ' or '), ' would bring it.')
    end as reason,
    sources.as_of
from ranked
inner join {{ ref('int_sources') }} as sources on ranked.source = sources.source
where ranked.place = 1
