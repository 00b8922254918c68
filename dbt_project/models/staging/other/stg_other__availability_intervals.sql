-- One row per stretch of time an agent was in one status on one channel: newest version, cast.
with raw as (
    {{ newest('other', 'availability_intervals') }}
)

select
    _source as source,
    {{ to_text('agent_id') }} as agent_id,
    coalesce({{ to_text('channel') }}, 'all') as channel,
    {{ to_text('status') }} as status,
    {{ to_text('detailed_status') }} as detailed_status,
    {{ to_instant('started_at') }} as started_at,
    {{ to_instant('ended_at') }} as ended_at
from raw
