-- One row per status that a poll found a user in, from when the status says that it began to the next one that a poll found.
with seen as (
    select
        raw._source as source,
        trim(raw.user_id) as agent_id,
        {{ json_text('raw.email', '$.status') }} as word,
        coalesce({{ to_instant(json_text('raw.email', '$.updatedAt'), "'UTC'") }}, sightings.seen_at) as known_from
    from {{ source('help_scout', 'user_statuses') }} as raw
    inner join {{ ref('stg_lake__sightings') }} as sightings on raw._load_id = sightings.load_id and raw._file = sightings.file
),

-- Several polls see one status.
known as (
    select source, agent_id, known_from, max(word) as word
    from seen
    where word is not null
    group by source, agent_id, known_from
),

states as (
    select *, lag(word) over (partition by source, agent_id order by known_from) as old_word
    from known
)

select
    source,
    agent_id,
    'all' as channel,
    case word when 'active' then 'available' else 'away' end as status,
    cast(null as {{ dbt.type_string() }}) as detailed_status,
    known_from as started_at,
    lead(known_from) over (partition by source, agent_id order by known_from) as ended_at
from states
where old_word is null or word <> old_word
