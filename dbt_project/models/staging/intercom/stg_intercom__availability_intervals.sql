-- One row per stretch of time in which a teammate was away, for one reason, or was not. Who never says that they are away is available day and night.
with states as (
    select
        *,
        lag(is_away) over (partition by source, agent_id order by known_from asc, entry_id asc) as was_away,
        lag(reason) over (partition by source, agent_id order by known_from asc, entry_id asc) as old_reason
    from {{ ref('stg_intercom__away_states') }}
),

stretches as (
    select
        source,
        agent_id,
        case when is_away then 'away' else 'available' end as status,
        case when is_away then reason end as detailed_status,
        known_from as started_at,
        lead(known_from) over (partition by source, agent_id order by known_from asc, entry_id asc) as ended_at
    from states
    where was_away is null or is_away <> was_away or (is_away and coalesce(reason, '') <> coalesce(old_reason, ''))
)

select
    source,
    agent_id,
    'all' as channel,
    status,
    detailed_status,
    started_at,
    ended_at
from stretches
where ended_at is null or ended_at > started_at
