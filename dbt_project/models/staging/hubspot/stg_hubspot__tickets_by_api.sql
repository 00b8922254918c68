-- One row per ticket of the API pages, archived ones too: its properties by name.
{{ merged_by('ticket_id', {'tickets': to_text('id')}) }}
{% set texts = {
    'subject': 'subject', 'pipeline_id': 'hs_pipeline', 'stage_id': 'hs_pipeline_stage', 'owner_id': 'hubspot_owner_id',
    'team_id': 'hubspot_team_id', 'categories': 'hs_ticket_category', 'priority': 'hs_ticket_priority', 'source_type': 'source_type',
    'channel_id': 'hs_originating_generic_channel_id', 'origin': 'hs_object_source', 'created_by': 'hs_created_by_user_id', 'merged_ids': 'hs_merged_object_ids',
    'thread_id': 'hs_conversations_originating_thread_id', 'other_thread_id': 'hs_auto_generated_from_thread_id',
    'assignment_method': 'hs_assignment_method', 'customer_agent_status': 'hs_customer_agent_ticket_status',
} -%}
{% set instants = {
    'created_at': 'createdate', 'closed_at': 'closed_date', 'last_closed_at': 'hs_last_closed_date',
    'first_message_at': 'hs_first_agent_message_sent_at', 'first_email_at': 'first_agent_reply_date',
    'first_response_due_at': 'hs_time_to_first_response_sla_at', 'resolution_due_at': 'hs_time_to_close_sla_at',
} -%}
{#- HubSpot's own, in milliseconds. -#}
{% set durations = ['time_to_close', 'time_to_first_agent_reply', 'hs_time_to_close_in_operating_hours', 'hs_time_to_first_response_in_operating_hours'] -%}
with raw as (
    {{ newest('hubspot', 'tickets') }}
)

select
    _source as source,
    {{ to_text('id') }} as ticket_id,
    {{ to_text('url') }} as ticket_url,
    {% for column, property in texts.items() -%}
    {{ to_text(json_text('properties', '$.' ~ property)) }} as {{ column }},
    {% endfor -%}
    {% for column, property in instants.items() -%}
    {{ to_instant(json_text('properties', '$.' ~ property)) }} as {{ column }},
    {% endfor -%}
    {{ to_boolean(json_text('properties', '$.hs_outbound_ticket'), 'false') }} as is_outbound,
    -- The envelope's own date is that of the import where a ticket was imported.
    {{ to_instant('createdAt') }} as recorded_at,
    {{ to_boolean('archived', 'false') }} as is_archived,
    {{ to_instant('archivedAt') }} as archived_at,
    {{ to_text(json_text('associations', '$.contacts.results[0].id')) }} as contact_id,
    {% for field in durations -%}
    try_cast({{ json_text('properties', '$.' ~ field) }} as double) / 1000 as {{ field }}{{ ',' if not loop.last }}
    {% endfor %}
from raw
