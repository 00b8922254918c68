-- One row per ticket as the API has it.
with raw as (
    {{ newest('freshdesk', 'tickets') }}
),

tickets as (
    select
        _source as source,
        {{ to_text('id') }} as ticket_id,
        {{ to_text('subject') }} as subject,
        {{ to_text('status') }} as status_code,
        {{ to_text('source') }} as source_code,
        {{ to_text('priority') }} as priority_word,
        coalesce({{ to_text('type') }}, {{ to_text('ticket_type') }}) as ticket_type,
        {{ to_text('requester_id') }} as customer_id,
        {{ to_text('requester_name') }} as customer_name,
        {{ to_text('responder_id') }} as owner_id,
        {{ to_text('group_id') }} as team_id,
        {{ to_boolean('spam', 'false') }} as is_spam,
        {{ to_boolean('deleted', 'false') }} as is_deleted,
        {% for column, field in {
            'created_at': 'created_at', 'first_response_due_at': 'fr_due_by', 'resolution_due_at': 'due_by', 'first_replied_at': 'first_responded_at',
            'resolved_at': 'resolved_at', 'closed_at': 'closed_at',
        }.items() -%}
        {{ to_instant(field, zone="'UTC'") }} as {{ column }},
        {% endfor -%}
        nullif({{ to_text('custom_fields') }}, '{}') as attributes
    from raw
)

select
    tickets.*,
    coalesce(statuses.label, tickets.status_code) as stage_id,
    coalesce(sources.label, tickets.source_code) as source_type
from tickets
left join {{ ref('stg_freshdesk__labels') }} as statuses
    on tickets.source = statuses.source and statuses.field = 'status' and tickets.status_code = statuses.code
left join {{ ref('stg_freshdesk__labels') }} as sources
    on tickets.source = sources.source and sources.field = 'source' and tickets.source_code = sources.code
