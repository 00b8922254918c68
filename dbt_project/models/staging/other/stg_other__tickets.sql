-- One row per ticket (case, conversation, inquiry) that a customer or an agent opened: newest version, cast.
with raw as (
    {{ newest('other', 'tickets') }}
)

select
    _source as source,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_text('ticket_number') }} as ticket_number,
    {{ to_text('ticket_url') }} as ticket_url,
    {{ to_text('subject') }} as subject,
    {{ to_instant('created_at') }} as created_at,
    coalesce({{ to_word('other', 'tickets', 'initiated_by') }}, 'customer') as initiated_by,
    {{ to_text('customer_id') }} as customer_id,
    {{ to_text('pipeline_id') }} as pipeline_id,
    {{ to_text('stage_id') }} as stage_id,
    {{ to_text('owner_id') }} as owner_id,
    {{ to_text('team_id') }} as team_id,
    {{ to_integer('support_line') }} as support_line,
    {{ to_text('ticket_type') }} as ticket_type,
    {{ to_word('other', 'tickets', 'priority') }} as priority,
    {{ to_word('other', 'tickets', 'channel') }} as channel,
    {{ to_text('source_type') }} as source_type,
    {{ to_text('schedule_id') }} as schedule_id,
    {{ to_instant('first_response_due_at') }} as first_response_due_at,
    {{ to_instant('resolution_due_at') }} as resolution_due_at,
    {{ to_instant('closed_at') }} as closed_at,
    {{ to_instant('first_replied_at') }} as first_replied_at,
    {{ to_boolean('is_spam', 'false') }} as is_spam,
    {{ to_boolean('is_deleted', 'false') }} as is_deleted,
    {{ to_text('merged_into_ticket_id') }} as merged_into_ticket_id,
    {{ json_merge('attributes', '_rest') }} as attributes
from raw
