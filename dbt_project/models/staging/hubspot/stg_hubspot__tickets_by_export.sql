-- One row per ticket of the CRM export, with labels where the API has ids and local times.
{% set texts = {
    'ticket_id': 'Record ID', 'subject': 'Ticket name', 'pipeline_name': 'Pipeline', 'owner_name': 'Ticket owner', 'team_name': 'HubSpot team',
    'categories': 'Category', 'priority': 'Priority', 'source_type': 'Source', 'contact_ids': 'Associated Contact IDs', 'merged_ids': 'Merged Ticket IDs',
} -%}
{% set instants = {
    'created_at': 'Create date', 'closed_at': 'Close date', 'last_closed_at': 'Last Closed Date', 'first_message_at': 'First agent response date',
    'first_email_at': 'First agent email response date', 'first_response_due_at': 'Time to First Response SLA Due Date',
    'resolution_due_at': 'Time to Close SLA Due Date',
} -%}
with raw as (
    {{ newest('hubspot', 'tickets_export') }}
),

labelled as (
    select
        *,
        {{ to_text(adapter.quote('Ticket status')) }} as stage_label,
        concat(' (', {{ to_text(adapter.quote('Pipeline')) }}, ')') as pipeline_suffix
    from raw
)

select
    _source as source,
    {% for column, label in texts.items() -%}
    {{ to_text(adapter.quote(label)) }} as {{ column }},
    {% endfor -%}
    -- "New (Support Pipeline)" is the stage New of that pipeline.
    case
        when substr(stage_label, greatest(length(stage_label) - length(pipeline_suffix) + 1, 1)) = pipeline_suffix
            then {{ to_text('substr(stage_label, 1, length(stage_label) - length(pipeline_suffix))') }}
        else stage_label
    end as stage_name,
    {% for column, label in instants.items() -%}
    {{ to_instant(adapter.quote(label)) }} as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from labelled
