-- One row per conversation of the API that is no draft, its newest version.
with raw as (
    {{ newest('help_scout', 'conversations') }}
)

select
    _source as source,
    trim(id) as ticket_id,
    {{ to_text('number') }} as ticket_number,
    {{ to_text('subject') }} as subject,
    {{ to_instant('created_at', "'UTC'") }} as created_at,
    {{ to_instant('closed_at', "'UTC'") }} as closed_at,
    status,
    state,
    type,
    {{ json_text('origin', '$.type') }} as source_word,
    coalesce({{ json_text('created_by', '$.type') }}, {{ json_text('origin', '$.via') }}) as creator_word,
    {{ to_text('mailbox_id') }} as mailbox_id,
    case when coalesce({{ json_text('assignee', '$.type') }}, 'user') <> 'team' then nullif({{ json_text('assignee', '$.id') }}, '0') end as owner_id,
    case when {{ json_text('assignee', '$.type') }} = 'team' then nullif({{ json_text('assignee', '$.id') }}, '0') end as team_id,
    {{ json_text('primary_customer', '$.id') }} as customer_id,
    {{ to_text("concat(coalesce(" ~ json_text('primary_customer', '$.first') ~ ", ''), ' ', coalesce(" ~ json_text('primary_customer', '$.last') ~ ", ''))") }} as customer_name,
    nullif(tags, '[]') as tags
from raw
where coalesce(state, 'published') <> 'draft'
