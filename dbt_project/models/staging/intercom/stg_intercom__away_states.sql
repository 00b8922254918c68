-- One row per teammate and instant from which it is known whether the teammate is away: by the activity log, without one by polls of the teammates.
with log as (
    {{ newest('intercom', 'activity_logs') }}
),

-- Before its oldest entry the log says nothing.
logs as (
    select _source as source, min({{ epoch_instant('created_at') }}) as started_at
    from log
    group by _source
),

changes as (
    select
        _source as source,
        {{ json_text('performed_by', '$.id') }} as agent_id,
        {{ epoch_instant('created_at') }} as known_from,
        id as entry_id,
        {{ to_boolean(json_text('metadata', '$.away_mode'), 'false') }} as is_away,
        {{ to_text(json_text('metadata', '$.away_status_reason')) }} as reason
    from log
    where activity_type = 'admin_away_mode_change'
),

numbered as (
    select *, row_number() over (partition by source, agent_id order by known_from asc, entry_id asc) as change_number
    from changes
),

seen as (
    select raw._source as source, trim(raw.id) as agent_id, {{ to_boolean('raw.away_mode_enabled', 'false') }} as is_away, sightings.seen_at
    from {{ source('intercom', 'admins') }} as raw
    inner join {{ ref('stg_lake__sightings') }} as sightings on raw._load_id = sightings.load_id and raw._file = sightings.file
    where {{ to_boolean('raw.has_inbox_seat', 'true') }} and coalesce(raw.email, '') not like 'operator+%@intercom.io'
),

polls as (
    select seen.*, logs.started_at, row_number() over (partition by seen.source, seen.agent_id order by seen.seen_at desc) as poll_number
    from seen
    left join logs on seen.source = logs.source
)

select source, agent_id, known_from, entry_id, is_away, reason from numbered
union all
-- The first change tells what was before it.
select numbered.source, numbered.agent_id, logs.started_at, '' as entry_id, not numbered.is_away as is_away, cast(null as {{ dbt.type_string() }}) as reason
from numbered
inner join logs on numbered.source = logs.source
where numbered.change_number = 1 and logs.started_at < numbered.known_from
union all
-- Whom the log does not name has been as the last poll found them.
select polls.source, polls.agent_id, polls.started_at, '' as entry_id, polls.is_away, cast(null as {{ dbt.type_string() }}) as reason
from polls
left join numbered on polls.source = numbered.source and polls.agent_id = numbered.agent_id and numbered.change_number = 1
where polls.started_at is not null and polls.poll_number = 1 and numbered.agent_id is null
union all
select source, agent_id, seen_at, '' as entry_id, is_away, cast(null as {{ dbt.type_string() }}) as reason
from polls
where started_at is null
