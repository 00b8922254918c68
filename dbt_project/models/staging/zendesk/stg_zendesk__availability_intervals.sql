-- One row per stretch of one status of an agent: what polls of the unified status saw, and the timeline of Chat.
with raw as (
    select * from {{ source('zendesk', 'agent_availabilities') }}
),

-- Every poll counts, not only the newest: the status says since when, where it does not, since it was first seen.
polls as (
    select
        raw._source as source,
        {{ to_text('raw.agent_id') }} as agent_id,
        {{ to_text('raw.status_id') }} as status_id,
        lower({{ to_text('raw.status_name') }}) as status_name,
        coalesce({{ to_instant('raw.status_since', "'UTC'") }}, sightings.seen_at) as since_at
    from raw
    inner join {{ ref('stg_lake__sightings') }} as sightings on raw._load_id = sightings.load_id and raw._file = sightings.file
),

changes as (
    select
        *,
        lag(status_id) over (partition by source, agent_id order by since_at) as earlier_id,
        row_number() over (partition by source, agent_id, since_at order by status_id) as twin_number
    from (select distinct source, agent_id, status_id, status_name, since_at from polls where status_id is not null) as seen
),

statuses as (
    select
        source, agent_id, status_id, status_name, since_at,
        lead(since_at) over (partition by source, agent_id order by since_at) as until_at
    from changes
    where twin_number = 1 and status_id is distinct from earlier_id
),

timeline as (
    {{ newest('zendesk', 'agent_timeline') }}
)

select
    source,
    agent_id,
    'all' as channel,
    case status_id when '2' then 'offline' when '3' then 'available' when '4' then 'away' when '5' then 'busy' else 'away' end as status,
    coalesce(status_name, status_id) as detailed_status,
    since_at as started_at,
    until_at as ended_at
from statuses

union all

select
    _source as source,
    {{ to_text('agent_id') }} as agent_id,
    'chat' as channel,
    case lower(trim(status)) when 'online' then 'available' when 'away' then 'away' else 'offline' end as status,
    lower(trim(status)) as detailed_status,
    {{ to_instant('start_time', "'UTC'") }} as started_at,
    {{ add_seconds(to_instant('start_time', "'UTC'"), 'try_cast(duration as double)') }} as ended_at
from timeline
