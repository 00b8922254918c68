-- One row per ticket: as the API has it, else as the data backup has it.
{{ merged_by('ticket_id', {
    'tickets': to_text('id'),
    'backup_tickets': to_text('id'),
}) }}
{% set clocks = ['iso', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M'] -%}
with api as (
    {{ newest('zoho_desk', 'tickets') }}
),

backup as (
    {{ newest('zoho_desk', 'backup_tickets') }}
),

shapes as (
    {% for shape in ['api', 'backup'] -%}
    select
        {{ loop.index }} as place,
        _source as source,
        {% for column, field in {
            'ticket_id': 'id', 'ticket_number': 'ticketNumber', 'ticket_url': 'webUrl', 'subject': 'subject', 'stage_id': 'status', 'status_type': 'statusType',
            'source_type': 'channel', 'classification': 'classification', 'category': 'category', 'priority_word': 'priority', 'team_id': 'departmentId',
            'team_name': 'department_name', 'assignee_id': 'assigneeId', 'customer_id': 'contactId', 'company_id': 'accountId', 'company_name': 'account_name',
        }.items() -%}
        {{ to_text(field) }} as {{ column }},
        {% endfor -%}
        nullif(trim(concat(coalesce(assignee_first_name, ''), ' ', coalesce(assignee_last_name, ''))), '') as assignee_name,
        nullif(trim(concat(coalesce(contact_first_name, ''), ' ', coalesce(contact_last_name, ''))), '') as customer_name,
        {% for column, field in {
            'created_at': 'createdTime', 'closed_at': 'closedTime', 'first_response_due_at': 'responseDueDate', 'resolution_due_at': 'dueDate',
        }.items() -%}
        {{ to_instant(field, format=clocks) }} as {{ column }},
        {% endfor -%}
        {{ to_boolean('isSpam', 'false') }} as is_spam,
        {{ to_boolean('isTrashed', 'false') }} or {{ to_boolean('isDeleted', 'false') }} as is_deleted,
        nullif({{ to_text('cf') }}, '{}') as attributes
    from {{ shape }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

numbered as (
    select *, row_number() over (partition by source, ticket_id order by place) as place_number
    from shapes
)

select
    *,
    -- The backup may have the owner's name alone.
    coalesce(assignee_id, assignee_name) as owner_id
from numbered
where place_number = 1
