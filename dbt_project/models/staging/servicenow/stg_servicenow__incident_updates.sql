-- One row per update of an incident, numbered in their order, with what stood before it.
{{ merged_by('ticket_id', {'incident_events': to_text('number')}) }}
{% set in_order = 'partition by numbered.source, numbered.ticket_id order by numbered.update_number' -%}
{% set minutes = '%d/%m/%Y %H:%M' -%}
with raw as (
    {{ newest('servicenow', 'incident_events') }}
),

-- "?" stands where nothing was given.
updates as (
    select
        _source as source,
        {{ to_text('number') }} as ticket_id,
        {{ to_text('incident_state') }} as stage_id,
        nullif({{ to_text('assigned_to') }}, '?') as owner_id,
        nullif({{ to_text('assignment_group') }}, '?') as team_id,
        nullif({{ to_text('caller_id') }}, '?') as customer_id,
        nullif({{ to_text('category') }}, '?') as ticket_type,
        nullif({{ to_text('priority') }}, '?') as priority,
        nullif({{ to_text('contact_type') }}, '?') as contact_type,
        nullif({{ to_text('sys_updated_by') }}, '?') as updated_by,
        nullif({{ to_text('resolved_by') }}, '?') as resolved_by,
        {{ to_instant('trim(opened_at)', format=minutes) }} as opened_at,
        {{ to_instant('trim(sys_updated_at)', format=minutes) }} as updated_at,
        {{ to_instant('trim(closed_at)', format=minutes) }} as closed_at,
        try_cast(sys_mod_count as bigint) as update_count,
        _rest,
        _exported_at,
        _file as raw_file,
        _row,
        _bot_agent_ids
    from raw
),

-- The clock has minutes: within one the counter says what came first, then the place in the export.
numbered as (
    select
        *,
        row_number() over (
            partition by source, ticket_id
            order by
                updated_at asc nulls last, update_count asc nulls last, _exported_at asc nulls last, raw_file asc nulls last, _row asc nulls last
        ) as update_number
    from updates
)

select
    numbered.*,
    stages.status_category,
    row_number() over (partition by numbered.source, numbered.ticket_id order by numbered.update_number desc) as update_number_back,
    min(numbered.updated_at) over (partition by numbered.source, numbered.ticket_id) as first_updated_at,
    lag(numbered.stage_id) over ({{ in_order }}) as old_stage_id,
    lag(numbered.owner_id) over ({{ in_order }}) as old_owner_id,
    lag(numbered.team_id) over ({{ in_order }}) as old_team_id
from numbered
left join {{ ref('stage_words') }} as stages on stages.system = 'servicenow' and numbered.stage_id = stages.word
