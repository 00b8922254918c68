-- One row per change of one field of a ticket, from the audits, else from the incremental ticket events.
{{ merged_by('audit_id', {
    'ticket_audits': to_text('id'),
    'ticket_events': to_text('id'),
}) }}
{% set fields = "('status', 'custom_status_id', 'assignee_id', 'group_id', 'priority', 'type', 'schedule_id')" -%}
with audits as (
    {{ newest('zendesk', 'ticket_audits') }}
),

audit_items as (
    select _source, id, ticket_id, created_at, author_id, via, {{ json_items('events') }} as event
    from audits
),

incremental as (
    {{ newest('zendesk', 'ticket_events') }}
),

-- An audit that came both ways counts once.
incremental_items as (
    select new._source, new.id, new.ticket_id, new.created_at, new.updater_id, new.via, {{ json_items('new.child_events') }} as event
    from incremental as new
    left join audits on new._source = audits._source and new.id = audits.id
    where audits.id is null
),

incremental_fields as (
    select *, {{ json_names('event') }} as field_name
    from incremental_items
),

changes as (
    select
        _source, id, ticket_id, created_at, author_id,
        {{ json_text('event', '$.id') }} as event_id,
        {{ json_text('event', '$.type') }} as event_type,
        case when {{ json_text('event', '$.type') }} = 'ScheduleAssignment' then 'schedule_id' else {{ json_text('event', '$.field_name') }} end as field_name,
        coalesce({{ json_text('event', '$.previous_value') }}, {{ json_text('event', '$.previous_schedule_id') }}) as old_value,
        coalesce({{ json_text('event', '$.value') }}, {{ json_text('event', '$.new_schedule_id') }}) as new_value,
        -- A trigger changes things within the audit of the person who set it off.
        coalesce({{ json_text('event', '$.via.channel') }}, {{ json_text('via', '$.channel') }}) = 'rule' as is_by_rule
    from audit_items
    union all
    select
        _source, id, ticket_id, created_at, updater_id as author_id,
        {{ json_text('event', '$.id') }} as event_id,
        {{ json_text('event', '$.event_type') }} as event_type,
        field_name,
        {{ json_text('event', '$.previous_value') }} as old_value,
        {{ json_value('event', 'field_name') }} as new_value,
        coalesce({{ json_text('event', '$.via') }}, via) in ('Rule', 'Trigger', 'Automation') as is_by_rule
    from incremental_fields
)

select
    _source as source,
    {{ to_text('id') }} as audit_id,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_instant('created_at', "'UTC'") }} as occurred_at,
    try_cast(event_id as bigint) as event_number,
    event_type = 'Create' as is_creation,
    field_name,
    {{ to_text('old_value') }} as old_value,
    {{ to_text('new_value') }} as new_value,
    {{ to_text('author_id') }} as author_id,
    coalesce(is_by_rule, false) or trim(author_id) = '-1' as is_by_rule
from changes
where event_type in ('Create', 'Change', 'ScheduleAssignment') and field_name in {{ fields }}
