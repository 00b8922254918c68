-- One row per agent and instant at which the list of agents was fetched: whether tickets were assigned to the agent then.
select
    raw._source as source,
    {{ to_text('raw.id') }} as agent_id,
    sightings.seen_at,
    max(case when {{ to_boolean('raw.available') }} then 'available' else 'away' end) as status,
    max({{ to_instant('raw.available_since', zone="'UTC'") }}) as available_since
from {{ source('freshdesk', 'agents') }} as raw
inner join {{ ref('stg_lake__sightings') }} as sightings on raw._load_id = sightings.load_id and raw._file = sightings.file
where {{ to_boolean('raw.available') }} is not null
group by raw._source, {{ to_text('raw.id') }}, sightings.seen_at
