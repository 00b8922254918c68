-- One row per stretch in which every poll of the users saw a person in one status; it begins and ends with a poll.
with polls as (
    select
        users._source as source,
        {{ to_text(json_text('users.properties', '$.hs_internal_user_id')) }} as user_id,
        coalesce({{ to_text(json_text('users.properties', '$.hs_availability_status')) }}, 'offline') as detailed_status,
        sightings.seen_at,
        row_number() over (
            partition by users._source, {{ to_text(json_text('users.properties', '$.hs_internal_user_id')) }}, sightings.seen_at
            order by users.{{ adapter.quote('updatedAt') }} desc nulls last, users._file desc, users._row desc
        ) as version_number
    from {{ source('hubspot', 'users') }} as users
    inner join {{ ref('stg_lake__sightings') }} as sightings on users._load_id = sightings.load_id and users._file = sightings.file
    where {{ json_text('users.properties', '$.hs_availability_status') }} is not null
),

compared as (
    select
        source,
        user_id,
        detailed_status,
        seen_at,
        lag(detailed_status) over (partition by source, user_id order by seen_at) as previous_status
    from polls
    where version_number = 1
),

changes as (
    select source, user_id, detailed_status, seen_at, lead(seen_at) over (partition by source, user_id order by seen_at) as changed_at
    from compared
    where previous_status is null or previous_status <> detailed_status
)

select
    changes.source,
    owners.owner_id as agent_id,
    'all' as channel,
    case lower(changes.detailed_status) when 'available' then 'available' when 'offline' then 'offline' else 'away' end as status,
    changes.detailed_status,
    changes.seen_at as started_at,
    changes.changed_at as ended_at
from changes
inner join {{ ref('stg_hubspot__users') }} as owners on changes.source = owners.source and changes.user_id = owners.user_id
