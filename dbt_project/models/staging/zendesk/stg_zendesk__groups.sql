-- One row per group, newest version.
with raw as (
    {{ newest('zendesk', 'groups') }}
)

select
    _source as source,
    {{ to_text('id') }} as group_id,
    {{ to_text('name') }} as name
from raw
