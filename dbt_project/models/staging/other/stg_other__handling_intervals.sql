-- One row per stretch of time an agent worked on one ticket: newest version, cast.
with raw as (
    {{ newest('other', 'handling_intervals') }}
)

select
    _source as source,
    {{ to_text('agent_id') }} as agent_id,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_instant('started_at') }} as started_at,
    {{ to_instant('ended_at') }} as ended_at,
    coalesce({{ to_word('other', 'handling_intervals', 'handling_basis') }}, 'handling_time') as handling_basis
from raw
