-- One row per ticket of the API, its newest version. Tickets and conversations share their ids: a conversation may have become one.
{{ merged_by('ticket_id', {'tickets': 'trim(id)'}) }}
with raw as (
    {{ newest('intercom', 'tickets') }}
)

select
    _source as source,
    trim(id) as ticket_id,
    {{ to_text('ticket_id') }} as ticket_number,
    {{ to_text(json_text('ticket_attributes', '$._default_title_')) }} as title,
    {{ epoch_instant('created_at') }} as created_at,
    coalesce({{ to_text('ticket_state_category') }}, {{ to_text('ticket_state') }}) as state,
    category,
    {{ json_text('ticket_type', '$.name') }} as ticket_type,
    {{ json_text('contacts', '$.contacts[0].id') }} as customer_id,
    nullif({{ to_text('admin_assignee_id') }}, '0') as owner_id,
    nullif({{ to_text('team_assignee_id') }}, '0') as team_id
from raw
