-- One row per part of a conversation or ticket, of all that was ever exported: a list has no parts, a single answer the last 500.
{{ merged_by('ticket_id', {
    'conversation_details': 'trim(id)',
    'conversations': 'trim(id)',
    'tickets': 'trim(id)',
    'conversation_parts': 'trim(conversation_id)',
}) }}
{% set kept = ['id', 'part_type', 'created_at', 'updated_at', 'body', 'author', 'assigned_to', 'state', 'ticket_state', 'previous_ticket_state', 'from_ai_agent', 'is_ai_answer'] -%}
{% set loads = ref('stg_lake__loads') -%}
with lists as (
    {% for table, list in [('conversation_details', 'conversation_parts'), ('conversations', 'conversation_parts'), ('tickets', 'ticket_parts')] -%}
    select
        raw._source,
        trim(raw.id) as ticket_id,
        loads.exported_at,
        loads.bot_agent_ids as _bot_agent_ids,
        {{ json_items('raw.' ~ list, '$.' ~ list) }} as part
    from {{ rows_to_read('intercom', table) }} as raw
    inner join {{ loads }} as loads on raw._load_id = loads.load_id and raw._file = loads.file
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

apart as (
    {{ newest('intercom', 'conversation_parts') }}
),

parts as (
    select
        _source,
        ticket_id,
        exported_at,
        _bot_agent_ids,
        {% for name in kept -%}
        {{ json_text('part', '$.' ~ name) }} as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from lists
    union all
    select
        _source,
        trim(conversation_id) as ticket_id,
        _exported_at,
        _bot_agent_ids,
        {% for name in kept -%}
        {{ name if loop.index <= 8 else 'cast(null as ' ~ dbt.type_string() ~ ') as ' ~ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from apart
),

versions as (
    select
        *,
        -- A part of a ticket may stand among those of its conversation too, without the states.
        row_number() over (
            partition by _source, ticket_id, id
            order by case when ticket_state is null then 1 else 0 end asc, updated_at desc nulls last, exported_at desc nulls last
        ) as version_number
    from parts
)

select
    _source as source,
    ticket_id,
    id as part_id,
    try_cast(id as bigint) as part_number,
    part_type,
    {{ epoch_instant('created_at') }} as created_at,
    {{ to_text('body') }} is not null as has_body,
    {{ json_text('author', '$.type') }} as author_word,
    {{ json_text('author', '$.id') }} as author_id,
    {{ json_text('author', '$.name') }} as author_name,
    {{ role(intercom_role('author', '$', ["coalesce(from_ai_agent, 'false')", "coalesce(is_ai_answer, 'false')"]), json_text('author', '$.id')) }} as author_type,
    {{ json_text('assigned_to', '$.type') }} as assigned_word,
    {{ json_text('assigned_to', '$.id') }} as assigned_id,
    {{ to_text('state') }} as state,
    {{ intercom_ticket_state('ticket_state') }} as ticket_state,
    {{ intercom_ticket_state('previous_ticket_state') }} as previous_ticket_state
from versions
where version_number = 1
