-- One row per custom ticket status, newest version.
with raw as (
    {{ newest('zendesk', 'custom_statuses') }}
)

select
    _source as source,
    {{ to_text('id') }} as status_id,
    {{ to_text('agent_label') }} as name,
    {{ to_text('status_category') }} as category
from raw
