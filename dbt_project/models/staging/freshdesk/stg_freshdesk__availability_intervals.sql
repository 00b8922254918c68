-- One row per stretch in which every poll found the same; what a poll found holds until another poll, or the vendor's own "since", says otherwise.
with polls as (
    select
        *,
        lag(status) over (partition by source, agent_id order by seen_at) as status_before,
        lag(seen_at) over (partition by source, agent_id order by seen_at) as seen_before_at
    from {{ ref('stg_freshdesk__polls') }}
),

starts as (
    select
        source,
        agent_id,
        status,
        -- The first poll looks back as far as the vendor does, a later one not past the poll before it.
        case
            when status = 'available' and available_since <= seen_at and (seen_before_at is null or available_since > seen_before_at) then available_since
            else seen_at
        end as started_at
    from polls
    where status_before is null or status <> status_before
)

select
    source,
    agent_id,
    'all' as channel,
    status,
    cast(null as {{ dbt.type_string() }}) as detailed_status,
    started_at,
    lead(started_at) over (partition by source, agent_id order by started_at) as ended_at
from starts
