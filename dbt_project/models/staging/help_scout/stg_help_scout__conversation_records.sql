-- One row per conversation of the API that is no draft, its newest version.
{{ merged_by('ticket_id', {'conversations': 'trim(id)'}) }}
with raw as (
    {{ newest('help_scout', 'conversations') }}
),

-- Version 1.0 calls some things otherwise.
conversations as (
    select
        *,
        coalesce(assignee, owner) as assigned,
        coalesce(primary_customer, customer) as asking,
        coalesce({{ to_text('mailbox_id') }}, {{ json_text('mailbox', '$.id') }}) as in_mailbox
    from raw
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
    in_mailbox as mailbox_id,
    case when coalesce({{ json_text('assigned', '$.type') }}, 'user') <> 'team' then nullif({{ json_text('assigned', '$.id') }}, '0') end as owner_id,
    case when {{ json_text('assigned', '$.type') }} = 'team' then nullif({{ json_text('assigned', '$.id') }}, '0') end as team_id,
    {{ json_text('asking', '$.id') }} as customer_id,
    {{ to_text("concat(coalesce(" ~ json_text('asking', '$.first') ~ ", " ~ json_text('asking', '$.firstName') ~ ", ''), ' ', coalesce(" ~ json_text('asking', '$.last') ~ ", " ~ json_text('asking', '$.lastName') ~ ", ''))") }} as customer_name,
    nullif(tags, '[]') as tags
from conversations
where coalesce(state, 'published') <> 'draft'
