-- One row per change of status, owner, team, priority, type, record type or calendar of a case, and per merge and deletion.
with changes as (
    {% for field, event_type in [('Status', 'stage_changed'), ('Priority', 'priority_changed'), ('Type', 'ticket_type_changed'), ('RecordType', 'pipeline_changed'), ('BusinessHours', 'schedule_changed')] -%}
    select
        changes.source, changes.case_id, changes.changed_at, changes.change_number, '{{ event_type }}' as event_type, changes.user_id, changes._bot_agent_ids,
        {% for side in ['old', 'new'] -%}
        {% if field == 'Status' -%}
        coalesce({{ side }}_words.status, changes.{{ side }}_value) as {{ side }}_value{{ ',' if not loop.last }}
        {%- elif field == 'Priority' -%}
        {{ side }}_words.priority as {{ side }}_value{{ ',' if not loop.last }}
        {%- else -%}
        changes.{{ side }}_value{{ ',' if not loop.last }}
        {%- endif %}
        {% endfor %}
    from {{ ref('stg_salesforce__case_changes') }} as changes
    {% for side in ['old', 'new'] -%}
    {% if field == 'Status' -%}
    -- Histories may have the label where the case has the name of the API.
    left join {{ ref('stg_salesforce__case_statuses') }} as {{ side }}_words
        on changes.source = {{ side }}_words.source and changes.{{ side }}_value = {{ side }}_words.status_label
    {% elif field == 'Priority' -%}
    left join {{ ref('priority_words') }} as {{ side }}_words on {{ side }}_words.system = 'salesforce' and changes.{{ side }}_value = {{ side }}_words.word
    {% endif -%}
    {% endfor -%}
    where changes.field = '{{ field }}'

    union all

    {% endfor -%}
    {% for part in ['owner', 'team'] -%}
    select
        source, case_id, changed_at, change_number, '{{ part }}_changed' as event_type, user_id, _bot_agent_ids,
        old_{{ part }}_id as old_value, new_{{ part }}_id as new_value
    from {{ ref('stg_salesforce__owner_changes') }}

    union all

    {% endfor -%}
    select source, case_id, removed_at as changed_at, 0 as change_number, event_type, user_id, _bot_agent_ids, null as old_value, master_record_id as new_value
    from {{ ref('stg_salesforce__removals') }}
)

select
    changes.source,
    changes.case_id as ticket_id,
    changes.changed_at as occurred_at,
    cast(changes.change_number as bigint) as sequence,
    changes.event_type,
    changes.old_value,
    changes.new_value,
    case when changes.user_id is not null then {{ role("coalesce(users.user_kind, 'agent')", 'changes.user_id') }} end as actor_type,
    case when users.user_kind = 'customer' then users.contact_id else changes.user_id end as actor_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from changes
left join {{ ref('stg_salesforce__users') }} as users on changes.source = users.source and changes.user_id = users.user_id
where changes.old_value is distinct from changes.new_value or changes.event_type = 'deleted'
