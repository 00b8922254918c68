-- One row per change of one property of a ticket: newest version, cast.
with raw as (
    {{ newest('other', 'ticket_events') }}
)

select
    _source as source,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_instant('occurred_at') }} as occurred_at,
    coalesce({{ to_integer('sequence') }}, 0) as sequence,
    {{ to_text('event_type') }} as event_type,
    {{ to_text('old_value') }} as old_value,
    {{ to_text('new_value') }} as new_value,
    {{ to_word('other', 'ticket_events', 'actor_type') }} as actor_type,
    {{ to_text('actor_id') }} as actor_id,
    {{ json_merge('attributes', '_rest') }} as attributes
from raw
